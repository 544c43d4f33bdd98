//! The picture above an article, for pages that name none in their head.

use super::dom::{Dom, Id, Tag};
use super::elsewhere::Elsewhere;

/// It stands no further behind the headline, in nodes.
const NEAR: usize = 600;
/// Portraits, logos and counters are smaller, in pixels.
const LEAST_WIDTH: u32 = 300;

/// The address of the first large picture of the article under this headline, as the page writes it.
pub fn find(dom: &Dom<'_>, headline: Option<Id>, elsewhere: Elsewhere<'_, '_>) -> Option<String> {
    let headline = headline?;
    let home = dom.ancestors(headline).find(|&outer| matches!(dom.tag(outer), Tag::Article | Tag::Main))?;
    let end = dom.end(home).min(headline + NEAR);
    let mut id = home;
    while id < end {
        if elsewhere.is_part(id) || dom.tag(id) == Tag::Footer {
            id = dom.end(id);
            continue;
        }
        if dom.tag(id) == Tag::Img && is_large(dom, id) {
            let address = |name: &str| dom.attribute(id, name).map(|value| value.trim().to_owned());
            let is_address = |address: &String| !address.is_empty() && !address.starts_with("data:");
            return ["src", "data-src"].into_iter().filter_map(address).find(is_address);
        }
        id += 1;
    }
    None
}

/// Whether a picture is said to be wide, or stands in a `figure` and is not said to be narrow.
fn is_large(dom: &Dom<'_>, id: Id) -> bool {
    let width = dom.attribute(id, "width").and_then(|width| width.trim().parse::<u32>().ok());
    match width {
        Some(width) => width >= LEAST_WIDTH,
        None => dom.ancestors(id).take(4).any(|outer| dom.tag(outer) == Tag::Figure),
    }
}
