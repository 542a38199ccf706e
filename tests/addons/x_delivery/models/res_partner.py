from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    x_loyalty_tier = fields.Selection(
        [("bronze", "Bronze"), ("silver", "Silver"), ("gold", "Gold")],
        string="Loyalty Tier",
    )
