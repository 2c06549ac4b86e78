#include "core/cluster/config_layers.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace barnabas::cluster {
namespace {

constexpr std::string_view kRoll[] = {"log.roll.ms", "log.roll.hours"};
constexpr std::string_view kJitter[] = {"log.roll.jitter.ms", "log.roll.jitter.hours"};
constexpr std::string_view kFlush[] = {"log.flush.interval.ms", "log.flush.scheduler.interval.ms"};
constexpr std::string_view kRetention[] = {"log.retention.ms", "log.retention.minutes",
                                           "log.retention.hours"};

// Beside these, the settings that give topics their defaults: each under its strongest name.
constexpr std::string_view kDynamic[] = {
    "background.threads",
    "log.cleaner.backoff.ms",
    "log.cleaner.dedupe.buffer.size",
    "log.cleaner.io.buffer.load.factor",
    "log.cleaner.io.buffer.size",
    "log.cleaner.io.max.bytes.per.second",
    "log.cleaner.threads",
    "max.connection.creation.rate",
    "max.connections",
    "max.connections.per.ip",
    "max.connections.per.ip.overrides",
    "metric.reporters",
    "num.io.threads",
    "num.network.threads",
    "num.recovery.threads.per.data.dir",
    "num.replica.fetchers",
    "producer.id.expiration.ms",
    "remote.fetch.max.wait.ms",
    "remote.log.index.file.cache.total.size.bytes",
    "remote.log.manager.copy.max.bytes.per.second",
    "remote.log.manager.fetch.max.bytes.per.second",
    "transaction.partition.verification.enable",
};

// Listeners and their security; of the SASL settings, all of these are dynamic per listener.
constexpr std::string_view kPerBroker[] = {
    "advertised.listeners",
    "listener.security.protocol.map",
    "listeners",
    "principal.builder.class",
    "sasl.enabled.mechanisms",
    "sasl.jaas.config",
    "sasl.kerberos.kinit.cmd",
    "sasl.kerberos.min.time.before.relogin",
    "sasl.kerberos.principal.to.local.rules",
    "sasl.kerberos.service.name",
    "sasl.kerberos.ticket.renew.jitter",
    "sasl.kerberos.ticket.renew.window.factor",
    "sasl.login.refresh.buffer.seconds",
    "sasl.login.refresh.min.period.seconds",
    "sasl.login.refresh.window.factor",
    "sasl.login.refresh.window.jitter",
    "sasl.mechanism.inter.broker.protocol",
    "ssl.cipher.suites",
    "ssl.client.auth",
    "ssl.enabled.protocols",
    "ssl.endpoint.identification.algorithm",
    "ssl.engine.factory.class",
    "ssl.key.password",
    "ssl.keymanager.algorithm",
    "ssl.keystore.certificate.chain",
    "ssl.keystore.key",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "ssl.keystore.type",
    "ssl.protocol",
    "ssl.provider",
    "ssl.secure.random.implementation",
    "ssl.trustmanager.algorithm",
    "ssl.truststore.certificates",
    "ssl.truststore.location",
    "ssl.truststore.password",
    "ssl.truststore.type",
};

template <class List>
bool holds(const List& list, std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

template <class List>
std::vector<std::string_view> to_vector(const List& list) {
  return {std::begin(list), std::end(list)};
}

// message.format.version alone is not changed at run time: every broker would have to know it.
bool is_strongest_default_of_a_topic_setting(std::string_view broker_setting) {
  for (const ConfigFacts* facts : all_settings(ConfigScope::Topic)) {
    const std::vector<ConfigSynonym> synonyms = broker_synonyms(facts->name);
    if (!synonyms.empty() && synonyms.front().broker_name == broker_setting) return true;
  }
  return false;
}

void lay_over(ConfigSettings& settings, const ConfigSettings& layer) {
  for (const auto& [name, value] : layer) {
    for (const std::string_view same : names_of_same(name)) settings.erase(std::string(same));
    settings[name] = value;
  }
}

}  // namespace

ConfigSettings settings_in_force(const BrokerSettings& settings) {
  ConfigSettings result = settings.stated;
  lay_over(result, settings.cluster_default);
  lay_over(result, settings.own);
  return result;
}

std::vector<std::string_view> names_of_same(std::string_view broker_setting) {
  if (holds(kRoll, broker_setting)) return to_vector(kRoll);
  if (holds(kJitter, broker_setting)) return to_vector(kJitter);
  if (holds(kRetention, broker_setting)) return to_vector(kRetention);
  if (broker_setting == kFlush[0]) return to_vector(kFlush);  // the scheduler's is only its default
  return {broker_setting};
}

bool is_dynamic(std::string_view broker_setting) {
  return holds(kDynamic, broker_setting) || is_per_broker_only(broker_setting) ||
         is_strongest_default_of_a_topic_setting(broker_setting);
}

bool is_per_broker_only(std::string_view broker_setting) {
  return holds(kPerBroker, broker_setting);
}

}  // namespace barnabas::cluster
