//! `bench tasks`: everyday work through the gateway, each task as the calls that a good model makes, on the embedded 17, 18 and 19 and, where
//! `ODOO_LIVE_URL` and its companions name one, on a real Odoo. What a task did is checked in Odoo beside the gateway.
//!
//! A task is one line of [`TASKS`] and a function. One that needs a tool that is not offered, or a model that is not there, is listed as such.

mod days;
mod desk;
mod paying;
mod reading;
mod records;
mod selling;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, ensure};
use clap::Args;
use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;
use tokio::runtime::Runtime;

use crate::workspace;
use desk::{Desk, Place};

/// How a task is done.
type Work = fn(&mut Desk<'_>) -> Result<()>;

/// A task: in a user's words, the most calls it may take, what it needs, and how it is done.
struct Task {
    words: &'static str,
    most: usize,
    /// A tool, or a model.
    needs: &'static str,
    work: Work,
}

const fn task(words: &'static str, most: usize, needs: &'static str, work: Work) -> Task {
    Task { words, most, needs, work }
}

const TASKS: &[Task] = &[
    task("who am I and what time is it", 1, "whoami", reading::who_am_i),
    task("who owes us most", 1, "account.move", reading::who_owes_us),
    task("customers by country", 1, "res.partner", reading::customers_by_country),
    task("pipeline by stage and salesperson", 1, "crm.lead", reading::pipeline),
    task("orders of this month against last", 1, "sale.order", reading::by_month),
    task("hours by employee and week", 1, "hr.attendance", reading::hours_by_week),
    task("late deliveries", 1, "stock.picking", reading::late_deliveries),
    task("what was renamed since 17", 1, "compare_versions", reading::renamed),
    task("what must be filled in for a new lead", 1, "get_create_requirements", reading::needed),
    task("the password of the mail server: refused", 1, "search_read", reading::mail_password),
    task("make a colleague a manager: refused", 1, "update_record", reading::manager),
    task("a quotation with 3 desks, 10 % off, confirmed", 4, "sale.order", selling::quotation),
    task("invoice an order", 2, "run_wizard", selling::invoice_order),
    task("send the quotation", 2, "run_wizard", selling::send),
    task("cancel an order", 2, "sale.order", selling::cancel),
    task("a lead becomes an opportunity with a customer", 2, "run_wizard", selling::convert),
    task("give this lead to a colleague", 2, "crm.lead", selling::give_lead),
    task("raise prices by 5 %, show first", 3, "bulk_update", selling::raise_prices),
    task("a meeting on Thursday at 15:00", 3, "calendar.event", selling::meeting),
    task("deliver one of three, the rest later", 2, "stock.picking", selling::deliver_part),
    task("register a payment in full", 2, "run_wizard", paying::in_full),
    task("register a payment in part", 2, "run_wizard", paying::in_part),
    task("a credit note", 2, "run_wizard", paying::credit),
    task("order 12 lamps from the supplier", 3, "purchase.order", paying::purchase),
    task("the bill of a purchase order, dated and posted", 3, "purchase.order", paying::bill),
    task("which apps and custom fields", 1, "list_apps", reading::apps),
    task("book half a day off on Friday afternoon", 1, "request_leave", days::half_a_day),
    task("check me in, hours this week, check me out", 3, "check_in", days::attendance),
    task("note on a lead and a call on Friday", 2, "schedule_activity", days::note_and_call),
    task("what changed on this order, who did it", 1, "get_history", records::history),
    task("the PDF of that invoice", 1, "render_report", paying::printed),
    task("translate a name into two languages", 1, "set_translations", records::translate),
    task("import 30 contacts without doubles", 2, "import_records", records::import),
    task("set stock to 50 (from 19 on in one call)", 2, "stock.quant", records::set_stock),
    task("everything about one customer", 1, "search_all", records::everything),
    task("attach a file", 1, "upload_attachment", records::attach),
    task("duplicate a quotation", 1, "copy_record", records::duplicate),
    task("what do I have to do today", 1, "get_my_day", days::my_day),
    task("how much is in stock on a date", 1, "get_stock", records::stock_on_a_date),
    task("who is on leave next week", 1, "hr.leave", days::on_leave),
    task("a task is done", 2, "project.task", days::task_done),
    task("append a line to a description", 1, "project.task", days::append_line),
    task("rules of minimum stock", 1, "stock.warehouse.orderpoint", records::below_minimum),
    task("archive contacts without e-mail and orders, with names first", 3, "res.partner", records::archive),
    task("merge duplicates", 2, "run_wizard", records::merge),
];

/// What to run.
#[derive(Debug, Args)]
pub(crate) struct TasksArguments {
    /// The program, `odoo-gateway`.
    #[arg(long, value_name = "FILE")]
    program: PathBuf,
    /// Write the table into `docs/tasks.md`.
    #[arg(long)]
    write: bool,
}

/// The day on which the embedded Odoo works.
const TODAY: &str = "2026-11-20";

/// Runs the command; a task that went wrong fails it, after all of them.
pub(crate) fn run(arguments: &TasksArguments) -> Result<()> {
    let runtime = Runtime::new()?;
    let mut columns: Vec<(String, Vec<Cell>)> = Vec::new();
    for series in Series::ALL {
        let snapshot = Arc::new(Snapshot::read(&workspace::root().join("schemas").join(series.name()))?);
        let sim = runtime.block_on(odoo_sim::Sim::builder(snapshot).today(TODAY.parse()?).start())?;
        let key = odoo_sim::accounts::ADMIN.api_key.to_owned();
        let place = Place {
            name: format!("embedded {series}"),
            url: sim.url().to_owned(),
            database: sim.database().to_owned(),
            user: "admin".to_owned(),
            key,
            password: odoo_sim::accounts::ADMIN.password().to_owned(),
        };
        columns.push((place.name.clone(), all(arguments, &place, &runtime)?));
    }
    match live() {
        Some(place) => columns.push((place.name.clone(), all(arguments, &place, &runtime)?)),
        None => writeln!(std::io::stderr(), "live: skipped (ODOO_LIVE_URL is not set)")?,
    }
    let table = table(&columns);
    std::io::stdout().lock().write_all(table.as_bytes())?;
    if arguments.write {
        std::fs::write(workspace::root().join("docs/tasks.md"), &table)?;
    }
    let wrong = columns.iter().flat_map(|(_, cells)| cells).filter(|cell| matches!(cell, Cell::Wrong(_))).count();
    ensure!(wrong == 0, "{wrong} tasks went wrong");
    Ok(())
}

/// What became of a task.
enum Cell {
    Done {
        calls: usize,
        bytes: usize,
    },
    /// It needs what is not there.
    Needs(&'static str),
    Wrong(String),
}

fn all(arguments: &TasksArguments, place: &Place, runtime: &Runtime) -> Result<Vec<Cell>> {
    let mut desk = Desk::open(&arguments.program, place, runtime)?;
    let tools = desk.tools()?;
    let mut cells = Vec::new();
    for task in TASKS {
        let cell = one(&mut desk, &tools, task)?;
        if let Cell::Wrong(why) = &cell {
            writeln!(std::io::stderr(), "{}: {}: {why}", place.name, task.words)?;
        }
        cells.push(cell);
    }
    Ok(cells)
}

fn one(desk: &mut Desk<'_>, tools: &[String], task: &Task) -> Result<Cell> {
    let is_there = if task.needs.contains('.') { desk.has(task.needs)? } else { tools.iter().any(|tool| tool == task.needs) };
    if !is_there {
        return Ok(Cell::Needs(task.needs));
    }
    // What a task makes bears the id of a record that no other run has.
    let mark = desk.make("res.partner", serde_json::json!({"name": "Mark of a task"}))?;
    desk.mark = format!("task {mark}");
    (desk.calls, desk.bytes) = (0, 0);
    let result = (task.work)(desk);
    Ok(match result {
        Ok(()) if desk.calls > task.most => Cell::Wrong(format!("{} calls, at most {}", desk.calls, task.most)),
        Ok(()) => Cell::Done { calls: desk.calls, bytes: desk.bytes },
        Err(error) => Cell::Wrong(format!("{error:#}")),
    })
}

fn live() -> Option<Place> {
    let read = |name: &str| std::env::var(format!("ODOO_LIVE_{name}")).ok();
    let name = "real 19".to_owned();
    Some(Place { name, url: read("URL")?, database: read("DB")?, user: read("USER")?, key: read("API_KEY")?, password: read("PASSWORD")? })
}

/// The tasks with a column for each Odoo: calls and bytes.
fn table(columns: &[(String, Vec<Cell>)]) -> String {
    let mut text = String::from("<!-- Generated by `cargo xtask bench tasks --write`, do not edit. -->\n\n# Everyday tasks\n\n");
    text += "Each task is done through the gateway, as an administrator, by the calls that a good model makes; a question to confirm is answered\n";
    text += "with yes and is not a call. What it did is checked in Odoo over the SDK. A cell has the calls and the bytes of all arguments and answers.\n\n";
    text += "| task | at most |";
    columns.iter().for_each(|(name, _)| text += &format!(" {name} |"));
    text += "\n|---|---|";
    columns.iter().for_each(|_| text += "---|");
    text += "\n";
    for (at, task) in TASKS.iter().enumerate() {
        text += &format!("| {} | {} |", task.words, task.most);
        for cell in columns.iter().filter_map(|(_, cells)| cells.get(at)) {
            text += &match cell {
                Cell::Done { calls, bytes } => format!(" {calls}, {bytes} B |"),
                Cell::Needs(what) => format!(" needs `{what}` |"),
                Cell::Wrong(_) => " failed |".to_owned(),
            };
        }
        text += "\n";
    }
    text
}
