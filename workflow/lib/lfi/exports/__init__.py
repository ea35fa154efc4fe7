"""What people take away: posteriors, estimators and whole results folders in the forms that other tools read."""
