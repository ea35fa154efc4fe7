import pytest
import torch
from lfi.training.schedule import one_cycle


@pytest.mark.parametrize(("steps", "warmup"), [(24, 0.1), (1000, 0.3), (7, 0.5)])
def test_the_rates_of_every_step_are_those_of_torchs_schedule(steps, warmup):
    optimizer = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.005, total_steps=steps, pct_start=warmup)
    for step in range(steps):
        group = optimizer.param_groups[0]
        assert one_cycle(step, steps, 0.005, warmup) == pytest.approx((group["lr"], group["betas"][0]), rel=1e-9)
        optimizer.step()
        if step + 1 < steps:
            schedule.step()
