{
    "name": "Custom Delivery Routes",
    "summary": "Routes with stops and tags: a module that no code was generated for",
    "version": "19.0.1.0.0",
    "category": "Supply Chain",
    "author": "odoo-gateway contributors",
    # Odoo's list of licences has no MIT; this is its name for it.
    "license": "Other OSI approved licence",
    "depends": ["fleet"],
    "data": [
        "security/ir.model.access.csv",
        "views/delivery_route_views.xml",
    ],
    "demo": ["demo/delivery_demo.xml"],
    "installable": True,
}
