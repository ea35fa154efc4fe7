"""Shared by all unit tests: the garbage collector leaves alone what the imports of the test files made."""

import gc

gc.disable()


def pytest_collection_finish():
    gc.collect()
    gc.freeze()
    gc.enable()
