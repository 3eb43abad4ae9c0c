"""The benchmark: Potluck against stock MkDocs + Material and Hugo, on the same synthetic proposals, in one run."""
