"""What people see: areas (views, forms, addresses), components, templates and static files."""
