//! The one guarded HTTP client: feeds, pages, robots, webhooks and Slack all go through it.
//!
//! A request takes this way: the address is vetted ([`guard`]), the host's manners are waited for
//! (`politeness`), one hop is asked (`hops`), its headers are read (`headers`), its body is streamed under
//! a cap (`body`), and whatever goes wrong gets a name (`failure`). Redirects are followed here, hop by hop,
//! so that every hop passes the same guard and the same manners. Nothing that fails carries an address,
//! a header or a body: they may hold secrets.

mod body;
mod client;
mod clients;
mod failure;
pub mod guard;
mod headers;
mod hops;
mod look;
mod origin;
mod politeness;
mod post;
mod robots;
mod types;
mod websub;

pub use client::Client;
pub use origin::is_home;
pub use types::{Answer, FeedRequest, FetchedPage, Load, Looked, PageAnswer, PageError, PostError};
pub use websub::HubError;
