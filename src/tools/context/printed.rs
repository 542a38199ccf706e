//! Printed documents: rendered by Odoo for a user who may read every record on them.

use odoo_sdk::client::Api;
use odoo_sdk::{Call, Effect};

use super::Odoo;
use super::odoo::unrecorded;
use crate::error_code::ErrorCode;
use crate::tools::failure::{Failure, Origin};

impl Odoo {
    /// Whether Odoo renders reports over this connection.
    pub(crate) async fn may_render(&self) -> Result<bool, Failure> {
        Ok(self.connected().await?.client().api() == Api::Web)
    }

    /// Refuses documents that may show what a rule hides.
    pub(crate) async fn check_printed(&self, model: &str) -> Result<(), Failure> {
        Ok(self.policy.check_printed(&*self.checked_model(model).await?)?)
    }

    /// A report of records as PDF. The read of the records is judged and recorded in the audit like any other.
    pub(crate) async fn report(&self, model: &str, ids: &[i64], report: &str) -> Result<Vec<u8>, Failure> {
        let connected = self.connected().await?;
        if !self.may_render().await? {
            return Err(no_session());
        }
        self.check_printed(model).await?;
        let read = Call::read_records(model, ids.iter().copied(), ["display_name"]);
        let record = self.audit.begin(&read);
        let permitted = match self.authorize(connected, read).await {
            Ok(permitted) => permitted,
            Err(failure) => {
                record.refused(failure.code().name(), failure.rule()).await;
                return Err(failure);
            }
        };
        record.allowed().await.map_err(unrecorded)?;
        let permit = self.session.permit_in_flight().await;
        let pdf = connected.report(permitted, report).await;
        drop(permit);
        record.ended(pdf.as_ref().err().map(|error| error.kind().name())).await;
        pdf.map_err(|error| Failure::of_call(error, Effect::Read))
    }
}

/// Odoo renders reports over a web session alone, and a key opens none.
pub(crate) fn no_session() -> Failure {
    let message = "Odoo renders reports over a web session only, which this connection is not";
    Failure::new(ErrorCode::NotInThisOdoo, Origin::Gateway, message)
        .hint("one quotation or purchase order, or an invoice that was sent, is printed without `report`; for anything else the operator of this server gives `ODOO_PASSWORD` in place of `ODOO_API_KEY`, and leaves `ODOO_API` out")
}
