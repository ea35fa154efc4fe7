"""Estimators: a density estimator or a regressor, its embedding, its training, and where it runs."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt


class Strict(BaseModel):
    """A model that refuses keys it does not know and cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoEmbedding(Strict):
    """The data themselves are the context."""

    kind: Literal["none"] = "none"


class PointSetEmbedding(Strict):
    """Weighted sums over the data's points, the weights a learned function of their coordinates."""

    kind: Literal["point_set"]
    features: PositiveInt = Field(16, description="how many sums")
    hidden: list[PositiveInt] = Field([32, 32], description="hidden layers of the weights' MLP")


Embedding = Annotated[NoEmbedding | PointSetEmbedding, Field(discriminator="kind")]


class Training(Strict):
    """The recipe of a training."""

    optimizer: Literal["adam", "adamw"] = Field("adamw", description="torch's Adam or AdamW")
    learning_rate: PositiveFloat = Field(1e-3, description="peak learning rate")
    schedule: Literal["constant", "one_cycle"] = Field("one_cycle", description="learning rate over the steps")
    warmup: Annotated[float, Field(gt=0, lt=1)] = Field(0.1, description="one_cycle: the part of the steps that rises")
    batch_size: PositiveInt = Field(1000, description="pairs a step, over all devices together")
    epochs: PositiveInt = Field(32, description="passes over the training part")


class Resources(Strict):
    """Where and on what a training runs; a change here makes nothing stale."""

    accelerator: Literal["cpu", "gpu"] = Field("cpu", description="what a device is")
    devices: PositiveInt = Field(1, description="devices a node, one process each")
    nodes: PositiveInt = Field(1, description="nodes")
    cpus: PositiveInt = Field(1, description="CPU cores a device")
    memory_mb: PositiveInt = Field(4000, description="memory a node, MB")
    minutes: PositiveInt = Field(60, description="walltime of one allocation, minutes")


class EstimatorBase(Strict):
    """What every estimator has."""

    hidden: list[PositiveInt] = Field([32], description="hidden layers of the network")
    embedding: Embedding = Field(NoEmbedding(), description="embedding net")
    standardize: bool = Field(True, description="standardise data and parameters by the training part")
    readout: Literal["none", "linear", "smooth"] = Field(
        "linear",
        description="closed-form estimate to start from: linear in the data, or in their "
        "projection on smooth functions of the coordinates",
    )
    training: Training = Field(Training(), description="recipe")
    resources: Resources = Field(Resources(), description="where it runs")


class Flow(EstimatorBase):
    """A conditional normalizing flow: a density estimator of the posterior."""

    kind: Literal["flow"]
    transform: Literal["affine_autoregressive", "truncated_normal_autoregressive"] = Field(
        "truncated_normal_autoregressive", description="what the base distribution is pushed through"
    )


class Regressor(EstimatorBase):
    """An MLP with squared error: the posterior mean."""

    kind: Literal["regressor"]


Estimator = Annotated[Flow | Regressor, Field(discriminator="kind")]
