// Settings of this broker that were changed while it runs take effect: what gives topics their
// defaults, the number of fetchers, how long producers are remembered. Elections ask the controller
// role, which has taken its own already; other dynamic settings have nothing to act upon here.
//
// Kafka: DynamicBrokerConfig.updateCurrentConfig, DynamicLogConfig, BrokerDynamicThreadPool (3.9).
#include "core/broker/broker.h"
#include "core/broker/fetch_environment.h"

namespace barnabas::broker {
namespace {

void take_defaults(Broker& broker, const BrokerConfig& now) {
  const Sabotage sabotage = broker.config.log.sabotage;
  broker.config.log = now.log;
  broker.config.log.sabotage = sabotage;
  broker.config.min_insync_replicas = now.min_insync_replicas;
  for (auto& [tp, slot] : broker.partitions) {
    if (!slot->log) continue;
    replica::Partition& partition = slot.write();
    partition.log->set_config(log_config_for(broker, tp.topic));
    partition.min_insync_replicas = min_insync_replicas_for(broker, tp.topic);
    broker.ready.insert(tp);
  }
}

void take_fetcher_count(Broker& broker, std::int32_t count, Context& context) {
  if (count == broker.config.replica.num_replica_fetchers) return;
  broker.config.replica.num_replica_fetchers = count;
  FetchScope scope(broker, context);
  broker.fetchers.deal_anew(scope.environment());
}

}  // namespace

void apply_broker_settings(Broker& broker, Context& context) {
  const cluster::BrokerSettings& settings = broker.controller.settings();
  const BrokerConfig now =
      broker_config(broker.config.id, cluster::settings_in_force(settings), settings.profile);
  context.probe("broker.settings-changed");
  take_defaults(broker, now);
  take_fetcher_count(broker, now.replica.num_replica_fetchers, context);
}

}  // namespace barnabas::broker
