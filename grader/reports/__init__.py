"""What instructors receive, one module a format. Reports read results and the gradebook."""
