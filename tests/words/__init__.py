"""The catalogues: what the interface says, gathered from the code, and put into the forms in which it is looked up."""
