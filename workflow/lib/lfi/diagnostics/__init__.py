"""How good a posterior is: scores against a reference, and calibration over many data sets."""
