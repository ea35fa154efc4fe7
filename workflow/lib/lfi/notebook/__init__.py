"""The library for notebooks and programs, without the workflow: ``simulate``, ``train``, ``load``, ``Posterior``."""
