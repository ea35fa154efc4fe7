"""Estimators: a density estimator or a regressor, its embedding, its training, and where it runs."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    PositiveFloat,
    PositiveInt,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)


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


class MlpEmbedding(Strict):
    """An MLP of the data as a vector."""

    kind: Literal["mlp"]
    features: PositiveInt = Field(16, description="how many outputs")
    hidden: list[PositiveInt] = Field([64, 64], description="hidden layers")


class ConvolutionalEmbedding(Strict):
    """Strided convolutions over time or over an image, then a linear layer."""

    kind: Literal["convolutional"]
    dimensions: Literal[1, 2] = Field(1, description="1: the last axis is time; 2: the last two are an image's")
    features: PositiveInt = Field(16, description="how many outputs")
    channels: list[PositiveInt] = Field([16, 32, 32], description="channels of the layers, each of stride 2")
    kernel: PositiveInt = Field(5, description="size of the kernels")


class AttentionEmbedding(Strict):
    """Self-attention over a set of points and their mean: their order does not matter."""

    kind: Literal["attention"]
    features: PositiveInt = Field(16, description="how many outputs")
    width: PositiveInt = Field(32, description="size of a point's representation; a multiple of heads")
    heads: PositiveInt = Field(4, description="attention heads")
    layers: PositiveInt = Field(2, description="attention layers")
    masked: bool = Field(False, description="the last of a point's channels says whether it is there: 1 or 0")

    @model_validator(mode="after")
    def _divides(self) -> "AttentionEmbedding":
        if self.width % self.heads:
            raise ValueError(f"width: {self.width} is not a multiple of heads, {self.heads}")
        return self


Embedding = Annotated[
    NoEmbedding | MlpEmbedding | PointSetEmbedding | ConvolutionalEmbedding | AttentionEmbedding,
    Field(discriminator="kind"),
]


class Training(Strict):
    """The recipe of a training."""

    optimizer: Literal["adam", "adamw"] = Field("adamw", description="torch's Adam or AdamW")
    learning_rate: PositiveFloat = Field(1e-3, description="peak learning rate")
    schedule: Literal["constant", "one_cycle"] = Field("one_cycle", description="learning rate over the steps")
    warmup: Annotated[float, Field(gt=0, lt=1)] = Field(0.1, description="one_cycle: the part of the steps that rises")
    batch_size: PositiveInt = Field(1000, description="pairs a step, over all devices together")
    epochs: PositiveInt = Field(32, description="passes over the training part")
    weight_decay: NonNegativeFloat | None = Field(None, description="the optimiser's weight decay; null: torch's")
    clip: PositiveFloat | None = Field(None, description="largest norm of the gradient; null: any")
    keep: Literal["last", "best"] = Field("last", description="which epoch's weights; best: of the lowest validation")
    patience: PositiveInt | None = Field(None, description="stop after so many epochs without a better validation loss")
    window: PositiveInt | None = Field(None, description="pairs held in memory at once; null: all")

    @model_validator(mode="after")
    def _consistent(self) -> "Training":
        if self.patience and self.keep != "best":
            raise ValueError("patience: the last epochs are the worse ones then; add keep: best")
        if self.window and self.window < self.batch_size:
            raise ValueError(f"window: {self.window} pairs are less than a batch, {self.batch_size}; raise it to that")
        return self

    @model_serializer(mode="wrap")
    def _as_written(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without the options that are off: one that is new changes nothing for who does not use it."""
        return {key: value for key, value in dump(self).items() if value not in (None, "last")}


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
    linear_summary: Literal["none", "linear", "smooth"] = Field(
        "linear",
        description="closed-form estimate to start from: linear in the data, or in their "
        "projection on smooth functions of the coordinates",
    )
    training: Training = Field(Training(), description="recipe")
    resources: Resources = Field(Resources(), description="where it runs")


class DensityEstimatorBase(EstimatorBase):
    """What every density estimator has."""

    members: PositiveInt = Field(
        1,
        description="networks that differ in their initial weights; the estimator is their mixture, an ensemble",
        exclude_if=lambda members: members == 1,  # off: nothing changes for who does not use it
    )


class Flow(DensityEstimatorBase):
    """A conditional normalizing flow: a density estimator of the posterior."""

    kind: Literal["flow"]
    transform: Literal[
        "truncated_normal_autoregressive", "affine_autoregressive", "spline_autoregressive", "affine_coupling"
    ] = Field("truncated_normal_autoregressive", description="what the base distribution is pushed through")
    layers: PositiveInt = Field(1, description="how many of these transforms, one after another")
    bins: PositiveInt = Field(8, description="spline_autoregressive: segments of a spline")
    bounded: bool = Field(
        True,
        description="end in truncated normals, without mass outside the prior; false: as flows are usually published",
    )

    @model_validator(mode="after")
    def _one_truncation(self) -> "Flow":
        if self.transform == "truncated_normal_autoregressive" and not (self.bounded and self.layers == 1):
            raise ValueError(
                "transform truncated_normal_autoregressive: is bounded, and one layer; name another transform"
            )
        return self


class Mixture(DensityEstimatorBase):
    """An autoregressive mixture of truncated normals: a density estimator for posteriors with several modes."""

    kind: Literal["mixture"]
    components: PositiveInt = Field(8, description="components of each parameter's mixture")


class Regressor(EstimatorBase):
    """An MLP with squared error: the posterior mean."""

    kind: Literal["regressor"]


class Moments(EstimatorBase):
    """A moment network: the posterior mean and covariance, by the normal negative log likelihood."""

    kind: Literal["moments"]


DensityEstimator = Flow | Mixture
Estimator = Annotated[Flow | Mixture | Regressor | Moments, Field(discriminator="kind")]
