from odoo import fields, models


class DeliveryPostpone(models.TransientModel):
    """A dialog that lives on the routes in its context."""

    _name = "delivery.postpone.custom"
    _description = "Postpone Routes"

    route_ids = fields.Many2many("delivery.route.custom", string="Routes", default=lambda self: self.env.context.get("postponed_route_ids"))
    planned_date = fields.Datetime("New Date", required=True)
    reason = fields.Char()

    def action_postpone(self):
        self.ensure_one()
        routes = self.env["delivery.route.custom"].browse(self.env.context.get("postponed_route_ids"))
        routes.planned_date = self.planned_date
        if self.reason:
            routes.note = self.reason
        return {"type": "ir.actions.act_window_close"}
