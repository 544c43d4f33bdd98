//! What is served on `[web] listen`: health, metrics, a page that says how the house is, and feeds to subscribe to.

mod answers;
mod guard;
mod health;
mod page;
mod parts;
mod snooze;
mod syndication;
mod unsubscribe;
mod websub;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::WebConfig;
use crate::daemon::App;

/// Why an address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot listen on `{address}`: {cause}; set `{key}` in `[web]` to a free port, or stop what holds this one"
)]
pub struct BindError {
    /// As configured.
    address: SocketAddr,
    /// Which key says so.
    key: &'static str,
    /// Part of the message, so no source of it: a chain of causes would say it twice.
    cause: std::io::Error,
}

/// The sockets of one process, open and not yet served.
#[derive(Debug, Default)]
pub struct Listeners {
    desk: Option<TcpListener>,
    metrics: Option<TcpListener>,
}

impl Listeners {
    /// Where the desk listens: with port 0, the port that was free.
    #[must_use]
    pub fn desk_address(&self) -> Option<SocketAddr> {
        self.desk.as_ref().and_then(|listener| listener.local_addr().ok())
    }
}

/// Opens the sockets that `[web]` names.
///
/// # Errors
/// An address is in use or not ours.
pub async fn bind(config: &WebConfig) -> Result<Listeners, BindError> {
    let open = async |address: Option<SocketAddr>, key| match address {
        None => Ok(None),
        Some(address) => match TcpListener::bind(address).await {
            Ok(listener) => {
                let address = listener.local_addr().unwrap_or(address);
                tracing::info!("{key}: http://{address}/");
                Ok(Some(listener))
            }
            Err(cause) => Err(BindError { address, key, cause }),
        },
    };
    Ok(Listeners {
        desk: open(config.listen, "listen").await?,
        metrics: open(config.metrics_listen, "metrics_listen").await?,
    })
}

/// Serves until `stop`. `/metrics` stands on `metrics_listen` where that is given, else on `listen`.
///
/// # Errors
/// A socket cannot be served any more.
pub async fn serve(app: Arc<App>, listeners: Listeners, stop: CancellationToken) -> std::io::Result<()> {
    let Listeners { desk, metrics } = listeners;
    let show_metrics = Router::new().route("/metrics", get(health::metrics));
    let mut router = Router::new()
        .route("/", get(page::status))
        .merge(syndication::of_all_stories())
        .route("/topics/{file}", get(syndication::topic))
        .route("/digests/{file}", get(syndication::digest))
        .route_layer(axum::middleware::from_fn_with_state(Arc::clone(&app), guard::known_host))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .layer(axum::Extension(Arc::new(syndication::Served::default())))
        // Whoever knows the path is let in by any name: a proxy may say what it likes there.
        .route("/websub/{path}", get(websub::verify).post(websub::push))
        .route("/snooze/{token}", get(snooze::ask).post(snooze::change))
        .route("/unsubscribe/{token}", get(unsubscribe::ask).post(unsubscribe::confirm));
    router = router.fallback(syndication::no_such_page);
    if metrics.is_none() {
        router = router.merge(show_metrics.clone());
    }
    tokio::try_join!(
        serve_one(desk, router.with_state(Arc::clone(&app)), stop.clone()),
        serve_one(metrics, show_metrics.with_state(app), stop)
    )?;
    Ok(())
}

async fn serve_one(
    listener: Option<TcpListener>,
    router: Router,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let Some(listener) = listener else { return Ok(()) };
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
}
