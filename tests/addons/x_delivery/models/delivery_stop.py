from odoo import fields, models


class DeliveryStop(models.Model):
    _name = "delivery.stop.custom"
    _description = "Delivery Stop"
    _order = "sequence, id"

    route_id = fields.Many2one("delivery.route.custom", required=True, ondelete="cascade")
    sequence = fields.Integer()
    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", string="Customer")
    arrival = fields.Datetime()
    delivered = fields.Boolean()
    weight = fields.Float()
