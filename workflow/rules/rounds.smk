# Rounds for one observation at a time: restrict the prior to where the last posterior has mass, simulate, gather, train.


rule observe_one:
    input:
        reads("observe_one", observation=OBSERVATION),
    output:
        one=ONE,
    log:
        RESULTS / "logs/{problem}/observe/{at}.log",
    params:
        expected=rounded,
        step=step("observe_one"),
    script:
        "../../scripts/step.py"


rule restrict:
    input:
        reads(
            "restrict",
            lambda w: {
                **trained(before),
                "before": lambda w: of_round(w, "prior.json", back=1),
                "pairs": (
                    FIRST_ROUND
                    if w.round == "2"
                    else lambda w: [of_round(w, "pairs.h5", back=1)]
                ),
                "observation": ONE,
            },
        ),
    output:
        restriction=ROUND / "prior.json",
    log:
        RESULTS / "logs/{problem}/restrict/{at}-{round}.log",
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        problem=problem,
        rows=lambda w: first_round(w) if w.round == "2" else None,
        split=split,
        options=lambda w: rounds(w).options,
        network=sequential_network,
        seed=CONFIG.seed,
        step=step("restrict"),
    script:
        "../../scripts/step.py"


rule simulate_round:
    input:
        reads(
            "simulate_round",
            **trained(before),
            restriction=ROUND / "prior.json",
            observation=ONE,
        ),
    output:
        shard=ROUND / "simulations/{start}-{stop}.h5",
    log:
        RESULTS / "logs/{problem}/simulate/{at}-{round}-{start}-{stop}.log",
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        problem=problem,
        on_failure=lambda w: entry(w).simulations.on_failure,
        network=sequential_network,
        seed=CONFIG.seed,
        step=step("simulate_round"),
    script:
        "../../scripts/step.py"


rule assemble:
    input:
        reads(
            "assemble",
            restriction=ROUND / "prior.json",
            training=FIRST_ROUND,
            shards=ByName(round_shards, RESULTS / "{problem}/rounds/{at}/{name}.h5"),
            before=lambda w: of_round(w, "pairs.h5", back=1),
        ),
    output:
        pairs=ROUND / "pairs.h5",
    log:
        RESULTS / "logs/{problem}/assemble/{at}-{round}.log",
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        rows=first_round,
        seed=CONFIG.seed,
        step=step("assemble", keep=False),
    script:
        "../../scripts/step.py"


rule conclude:
    input:
        reads(
            "conclude",
            **trained(of_all),
            restrictions=last("prior.json"),
            pairs=last("pairs.h5"),
            observation=OBSERVATION,
        ),
    output:
        posterior=RESULTS / "{problem}/posteriors/{sequential}.h5",
        levels=RESULTS / "{problem}/calibrations/{sequential}.h5",
        checks=RESULTS / "{problem}/checks/{sequential}.h5",
    log:
        RESULTS / "logs/{problem}/conclude/{sequential}.log",
    resources:
        mem_mb=4000,
        runtime=lambda w, attempt: 60 * attempt * rounded(w),
    params:
        problem=problem,
        parameters=parameters,
        trainings=chains,
        split=split,
        draws=lambda w: entry(w).posterior.draws,
        replicas=lambda w: entry(w).posterior.replicas,
        calibration_draws=lambda w: (
            entry(w).calibration.draws if entry(w).calibration else 100
        ),
        network=sequential_network,
        seed=CONFIG.seed,
        step=step("conclude"),
    script:
        "../../scripts/step.py"


rule rounds:
    input:
        reads(
            "rounds",
            **trained(of_all),
            restrictions=ByName(later, RESULTS / "{problem}/rounds/{name}/prior.json"),
            draws=ByName(lambda w: STUDY.references(w.problem)[:1], DRAWS),
            observation=OBSERVATION,
        ),
    output:
        scores=table("rounds"),
    log:
        RESULTS / "logs/{problem}/rounds.log",
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        problem=problem,
        trainings=chains,
        rows=first_round,
        network=sequential_network,
        seed=CONFIG.seed,
        step=step("rounds"),
    script:
        "../../scripts/step.py"
