//! Toolset `sales`: one's own quotations, an order with all that belongs to it, and what was sold.

mod confirm_order;
mod get_my_quotations;
mod get_order_details;
mod get_price;
mod get_sales_summary;
mod order;
mod period;

pub(super) use confirm_order::ConfirmOrder;
pub(super) use get_my_quotations::GetMyQuotations;
pub(super) use get_order_details::GetOrderDetails;
pub(super) use get_price::GetPrice;
pub(super) use get_sales_summary::GetSalesSummary;
