import torch

# Small networks are faster on one core, and leave the others to other tests.
torch.set_num_threads(1)
