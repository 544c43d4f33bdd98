//! One text of a test for both stores.

/// Runs async tests on both stores, one after the other.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident) $body:block)+) => {$(
        $(#[$meta])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            for kind in [$crate::store::world::Kind::Sqlite, $crate::store::world::Kind::Postgres] {
                let Some($world) = $crate::store::world::World::new(kind).await else { continue };
                eprintln!("on {kind:?}");
                let $world = &$world;
                $body
            }
        }
    )+};
}
