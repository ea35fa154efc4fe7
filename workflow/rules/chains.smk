# The chains of rounds: what belongs to one of an observation, by the wildcards of its jobs.

ROUND = RESULTS / "{problem}/rounds/{at}/{round}"

ONE = RESULTS / "{problem}/rounds/{at}/observation.h5"


def rounds(w):
    return entry(w).rounds


def rounded(w):
    """How many observations have rounds."""
    return entry(w).rounded


def chains(w):
    """By observation, the names of its trainings."""
    return entry(w).chains


def before(w):
    """The trainings of the rounds before one."""
    return chains(w)[int(w.at)][: int(w.round) - 1]


def of_all(w):
    """The trainings of all rounds."""
    return list(entry(w).round_trainings)


def of_round(w, name, back=0):
    """A file of a round, or of one before it; the first round has none."""
    number = int(w.round) - back
    path = str(ROUND / name).format(problem=w.problem, at=w.at, round=number)
    return path if number > 1 else []


def later(w):
    """The rounds after the first of all observations, as their folders are named."""
    return [
        f"{at}/{number}"
        for at in range(rounded(w))
        for number in range(2, rounds(w).count + 1)
    ]


def round_shards(w):
    """The shards of a round and of those before it, but for the first."""
    total, size = rounds(w).simulations, entry(w).simulations.shard_size
    return [
        f"{number}/simulations/{name}"
        for number in range(2, int(w.round) + 1)
        for name in shard_names(total, size, total)
    ]


def trained(names):
    """The files of some trainings."""
    folder = RESULTS / "{problem}/estimators/{name}"
    return {
        "weights": ByName(names, folder / "weights.safetensors"),
        "descriptions": ByName(names, folder / "estimator.json"),
    }


def last(name):
    """By observation, a file of the last round."""
    return lambda w: [
        str(ROUND / name).format(problem=w.problem, at=at, round=rounds(w).count)
        for at in range(rounded(w))
    ]


FIRST_ROUND = FirstRows("training", lambda w: rounds(w).simulations)


def first_round(w):
    return rounds(w).simulations


def sequential_network(w):
    return STUDY.network(w.problem, entry(w).sequential)


def training_files(w):
    """What a training reads: the first rows of the training set, or what a round's rules gather."""
    found = entry(w).round_trainings.get(w.estimator)
    if found is None or found.number == 1:
        return {"shards": FirstRows("training", rows), "first": observation}
    pairs = RESULTS / w.problem / f"rounds/{found.at}/{found.number}/pairs.h5"
    return {"shards": lambda w: [pairs], "first": observation}
