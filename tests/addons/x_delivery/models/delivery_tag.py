from odoo import fields, models


class DeliveryTag(models.Model):
    _name = "delivery.tag.custom"
    _description = "Delivery Tag"

    name = fields.Char(required=True)
    color = fields.Integer()
