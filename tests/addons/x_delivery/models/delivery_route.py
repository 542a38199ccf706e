from odoo import api, fields, models
from odoo.exceptions import UserError


class DeliveryRoute(models.Model):
    """A tour of one vehicle: draft, then dispatched, then done."""

    _name = "delivery.route.custom"
    _description = "Delivery Route"
    _order = "planned_date desc, id desc"

    name = fields.Char(required=True)
    code = fields.Char(copy=False)
    vehicle_id = fields.Many2one("fleet.vehicle")
    stop_ids = fields.One2many("delivery.stop.custom", "route_id", string="Stops")
    stop_count = fields.Integer("Number of Stops", compute="_compute_stop_count")
    state = fields.Selection(
        [("draft", "Draft"), ("dispatched", "Dispatched"), ("done", "Done")],
        default="draft",
        required=True,
        copy=False,
    )
    planned_date = fields.Datetime()
    capacity = fields.Float("Capacity (kg)")
    note = fields.Html()
    tag_ids = fields.Many2many("delivery.tag.custom", string="Tags")
    active = fields.Boolean(default=True)

    @api.depends("stop_ids")
    def _compute_stop_count(self):
        for route in self:
            route.stop_count = len(route.stop_ids)

    def action_dispatch(self):
        for route in self:
            if route.state != "draft":
                raise UserError(self.env._("Only a draft route can be dispatched."))
            if not route.stop_ids:
                raise UserError(self.env._("A route without stops cannot be dispatched."))
        self.state = "dispatched"
        return True

    def action_open_postpone(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Postpone Routes"),
            "res_model": "delivery.postpone.custom",
            "view_mode": "form",
            "target": "new",
            "context": {"postponed_route_ids": self.ids},
        }

    def action_done(self):
        for route in self:
            if route.state != "dispatched":
                raise UserError(self.env._("Only a dispatched route can be done."))
        self.stop_ids.delivered = True
        self.state = "done"
        return True
