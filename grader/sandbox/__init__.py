"""Everything that runs beside the student's code, and the process boundary around it."""
