"""What a configuration asks for, and what ties the steps of the library to the rules of the workflow."""
