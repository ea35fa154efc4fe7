"""Truncated sequential estimation: simulations where the posterior of the round before has mass.

After TSNPE (Deistler, Goncalves & Macke 2022, NeurIPS 35). Round 1 is drawn from the prior p. Round r + 1 is drawn from
p restricted to R_(r+1) = R_r ∩ {log q_r(theta | x_o) - log p(theta) >= threshold}, where q_r is the estimator that
round r trained, x_o the observation, and the threshold leaves a given part of q_r's mass inside. An estimator is
trained by the usual loss on all pairs so far: the regions are nested, so inside the last one all pairs together have a
density proportional to p, and the posterior at x_o, which has its mass there, is the one under p.
"""
