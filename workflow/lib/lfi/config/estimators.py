"""Configuration of estimators: density estimator or regressor, embedding, training, and resources."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    NonNegativeFloat,
    PositiveFloat,
    PositiveInt,
    Tag,
    model_validator,
)


class Strict(BaseModel):
    """A model that refuses unknown keys and is immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoEmbedding(Strict):
    """The data themselves are the context."""

    kind: Literal["none"] = "none"


class PointSetEmbedding(Strict):
    """Weighted sums over the data's points; the weights are a learned function of their coordinates."""

    kind: Literal["point_set"]
    features: PositiveInt = Field(16, description="number of sums")
    hidden: list[PositiveInt] = Field([32, 32], description="sizes of the hidden layers of the weights' MLP")


class MlpEmbedding(Strict):
    """An MLP of the data as a vector."""

    kind: Literal["mlp"]
    features: PositiveInt = Field(16, description="number of outputs")
    hidden: list[PositiveInt] = Field([64, 64], description="sizes of the hidden layers")


class ConvolutionalEmbedding(Strict):
    """Strided convolutions over time or over an image, then a linear layer."""

    kind: Literal["convolutional"]
    dimensions: Literal[1, 2] = Field(1, description="1: the last axis is time; 2: the last two are an image's")
    features: PositiveInt = Field(16, description="number of outputs")
    channels: list[PositiveInt] = Field([16, 32, 32], description="number of channels of each layer, of stride 2")
    kernel: PositiveInt = Field(5, description="size of the kernels")


class AttentionEmbedding(Strict):
    """Self-attention over a set of points and their mean: their order does not matter."""

    kind: Literal["attention"]
    features: PositiveInt = Field(16, description="number of outputs")
    width: PositiveInt = Field(32, description="size of a point's representation; a multiple of heads")
    heads: PositiveInt = Field(4, description="attention heads")
    layers: PositiveInt = Field(2, description="attention layers")
    masked: bool = Field(False, description="the last channel of a point is a mask: 1 if it exists, 0 if not")

    @model_validator(mode="after")
    def _divides(self) -> "AttentionEmbedding":
        if self.width % self.heads:
            raise ValueError(f"width: {self.width} is not a multiple of heads, {self.heads}")
        return self


Embedding = Annotated[
    NoEmbedding | MlpEmbedding | PointSetEmbedding | ConvolutionalEmbedding | AttentionEmbedding,
    Field(discriminator="kind"),
]


BY_RULE = "null: by the number of simulations"


class Training(Strict):
    """Optimiser, schedule, batches and stopping rule of a training."""

    optimizer: Literal["adam", "adamw"] = Field("adamw", description="torch's Adam or AdamW")
    learning_rate: PositiveFloat | None = Field(None, description="peak learning rate; null: by the network's width")
    schedule: Literal["constant", "one_cycle"] = Field("one_cycle", description="learning rate over the steps")
    warmup: Annotated[float, Field(gt=0, lt=1)] = Field(
        0.1, description="one_cycle: fraction of the steps in which the rate rises"
    )
    batch_size: PositiveInt | None = Field(None, description=f"pairs per step, over all devices together; {BY_RULE}")
    epochs: PositiveInt | None = Field(None, description=f"passes over the training part; {BY_RULE}")
    weight_decay: NonNegativeFloat | None = Field(None, description="the optimiser's weight decay; null: torch's")
    clip: PositiveFloat | None = Field(5.0, description="largest norm of the gradient; null: no limit")
    average: bool = Field(True, description="the estimator has the running average of the weights over the last steps")
    keep: Literal["last", "best"] = Field(
        "best", description="weights of the last epoch, or of that with the lowest validation loss"
    )
    patience: PositiveInt | None = Field(
        None, description="stop after this many epochs without a lower validation loss; null: a fifth of the epochs"
    )
    window: PositiveInt | None = Field(None, description="pairs held in memory at once; null: all")
    compile: Literal["auto"] | bool = Field(
        False,
        description="compile the steps of a single process on a CPU; auto: if the number of steps and the size of the "
        "networks say that the training gains more than compiling takes",
    )

    @model_validator(mode="after")
    def _consistent(self) -> "Training":
        if self.patience and self.keep != "best":
            raise ValueError("patience: the last epochs would be worse than earlier ones; add keep: best")
        if self.window and self.batch_size and self.window < self.batch_size:
            raise ValueError(f"window: {self.window} pairs are less than a batch, {self.batch_size}; raise it to that")
        return self


class CompleteTraining(Training):
    """The options of a training with nothing left open."""

    learning_rate: PositiveFloat
    batch_size: PositiveInt
    epochs: PositiveInt


class Resources(Strict):
    """Where a training runs; a change makes nothing stale."""

    accelerator: Literal["cpu", "gpu"] = Field("cpu", description="kind of device")
    devices: PositiveInt = Field(1, description="devices per node, one process each")
    nodes: PositiveInt = Field(1, description="nodes")
    cpus: PositiveInt = Field(1, description="CPU cores per device")
    memory_mb: PositiveInt = Field(4000, description="memory per node, in MB")
    minutes: PositiveInt = Field(60, description="walltime of one job, in minutes")


MEMBERS = "number of networks, which differ in their initial weights; the estimator is their mixture"


class EstimatorBase(Strict):
    """Keys of every estimator."""

    compress: bool = Field(
        True, description="take the logarithms of data that span orders of magnitude, and draw in heavy tails"
    )
    standardize: bool = Field(True, description="standardise data and parameters, by the training part")
    linear_summary: Literal["none", "linear", "smooth"] = Field(
        "linear",
        description="least-squares estimate that the network starts from: linear in the data, or in their projection "
        "on smooth functions of the coordinates",
    )
    training: Training = Field(Training(), description="optimiser, schedule, batches")
    resources: Resources = Field(Resources(), description="where it runs")


class Perceptron(EstimatorBase):
    """Keys of the estimators whose networks are multilayer perceptrons."""

    hidden: list[PositiveInt] = Field([32], description="sizes of the network's hidden layers")
    embedding: Embedding = Field(NoEmbedding(), description="embedding net")


class Flow(Perceptron):
    """A conditional normalizing flow: a density estimator of the posterior."""

    kind: Literal["flow"]
    transform: Literal[
        "truncated_normal_autoregressive", "affine_autoregressive", "spline_autoregressive", "affine_coupling"
    ] = Field("truncated_normal_autoregressive", description="transform of the base distribution")
    layers: PositiveInt = Field(1, description="number of these transforms, in sequence")
    bins: PositiveInt = Field(8, description="spline_autoregressive: number of segments of a spline")
    bounded: bool = Field(
        True,
        description="end in truncated normals, without mass outside the prior; false: on all of space",
    )
    members: PositiveInt = Field(1, description=MEMBERS)

    @model_validator(mode="after")
    def _one_truncation(self) -> "Flow":
        if self.transform == "truncated_normal_autoregressive" and not (self.bounded and self.layers == 1):
            raise ValueError(
                "transform: truncated_normal_autoregressive is bounded and has one layer; choose another transform"
            )
        return self


class Mixture(EstimatorBase):
    """An autoregressive mixture of truncated normals, the default: a density estimator for posteriors of any shape."""

    kind: Literal["mixture"] = "mixture"
    width: PositiveInt | None = Field(None, description=f"size of the networks' hidden layers; {BY_RULE}")
    blocks: PositiveInt = Field(2, description="residual blocks of the networks")
    components: PositiveInt = Field(8, description="number of components of each parameter's mixture")
    dropout: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.1, description="part of the hidden units that is left out in each step of a training"
    )
    members: PositiveInt = Field(3, description=MEMBERS)
    embedding: Embedding | None = Field(None, description="embedding net; null: by the shape of the data")


class Regressor(Perceptron):
    """An MLP with squared error: the posterior mean."""

    kind: Literal["regressor"]


class Moments(Perceptron):
    """A moment network: the posterior mean and covariance, by the normal negative log likelihood."""

    kind: Literal["moments"]


def _kind(entry: Any) -> str:
    """The kind of an entry; ``mixture`` if it names none."""
    kind = entry.get("kind", "mixture") if isinstance(entry, dict) else getattr(entry, "kind", "mixture")
    return str(kind)


DensityEstimator = Flow | Mixture
Estimator = Annotated[
    Annotated[Flow, Tag("flow")]
    | Annotated[Mixture, Tag("mixture")]
    | Annotated[Regressor, Tag("regressor")]
    | Annotated[Moments, Tag("moments")],
    Discriminator(_kind),
]
