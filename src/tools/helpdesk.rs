//! Toolset `helpdesk`: tickets. Odoo Enterprise and the add-on `helpdesk_mgmt` have a model of the same name with fields of their own:
//! which it is shows in the schema.

mod create_ticket;
mod get_my_tickets;
mod ticket;
mod update_ticket_stage;

pub(super) use create_ticket::CreateTicket;
pub(super) use get_my_tickets::GetMyTickets;
pub(super) use update_ticket_stage::UpdateTicketStage;
