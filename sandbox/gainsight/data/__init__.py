"""The sample data of the four tenants: customers and people that do not exist."""
