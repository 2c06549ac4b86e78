// "clients": producers with their workload, consumers with what they read, administrators.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "sim/fault/selector_text.h"
#include "sim/scenario/readers.h"
#include "sim/scenario/text_values.h"

namespace barnabas::sim {
namespace {

using cluster::ConfigScope;

constexpr std::int64_t kLargestValue = 10'000'000;

ConfigScope scope_of(ClientSpec::Type type) {
  switch (type) {
    case ClientSpec::Type::Producer:
      return ConfigScope::Producer;
    case ClientSpec::Type::Consumer:
      return ConfigScope::Consumer;
    case ClientSpec::Type::Admin:
      return ConfigScope::Admin;
  }
  return ConfigScope::Admin;
}

void read_records(Context& context, ObjectReader& reader, WorkloadSpec& work) {
  const Json* values = reader.find("values");
  const auto count = reader.integer("count", 1, kMostRecords);
  const auto size = reader.integer("value_size", 0, kLargestValue);
  if (values != nullptr) work.values = read_values(context, *values, reader.path_of("values"));
  work.count = count.value_or(0);
  work.value_size = static_cast<std::int32_t>(size.value_or(0));
  if (values != nullptr && count) {
    context.error_at_key(reader.path_of("count"), "'count' beside 'values'", "one of the two");
  }
  if (values == nullptr && !reader.has("count")) {
    context.error(reader.path(), "nothing to send", "'values', as in \"r{0..9}\", or 'count'");
  }
  if (size && !count) {
    context.error_at_key(reader.path_of("value_size"), "'value_size' without 'count'");
  }
  const Json* keys = reader.find("keys");
  if (keys == nullptr) return;
  const std::string path = reader.path_of("keys");
  std::vector<std::string> some = read_values(context, *keys, path);
  const std::size_t records = count ? static_cast<std::size_t>(*count) : work.values.size();
  if (records > static_cast<std::size_t>(kMostValues)) {
    return context.error(path, "keys for more than a million records", "fewer records, or no keys");
  }
  for (std::size_t i = 0; !some.empty() && i < records; ++i) {
    work.keys.emplace_back(some[i % some.size()]);
  }
}

WorkloadSpec read_workload(Context& context, const Json& value, const std::string& path) {
  WorkloadSpec work;
  ObjectReader reader(context, value, path, "a workload");
  if (!reader.is_object()) return work;
  if (const Json* to = reader.require("to", "a topic or partition, as in \"orders-0\"")) {
    const auto target = read_topic_or_partition(context, *to, reader.path_of("to"));
    work.topic = target ? target->topic : "";
    work.partition = target ? target->partition : -1;  // -1: the partitioner chooses
  }
  read_records(context, reader, work);
  if (const auto rate = reader.text("rate", "a rate like \"10/s\"")) {
    const Result<Duration> interval = parse_rate(*rate);
    if (interval) work.interval = *interval;
    if (!interval)
      context.error(reader.path_of("rate"), interval.error().what, "a rate like \"10/s\"");
  }
  work.burst = static_cast<std::int32_t>(reader.integer("burst", 1, 1'000'000).value_or(1));
  work.start = Instant{} + reader.duration("start").value_or(Duration{});
  reader.finish();
  return work;
}

// {"every": "100ms", "takes": "5ms"}: how the application polls, and its work on each record.
void read_poll(Context& context, ObjectReader& reader, ClientSpec& client) {
  const Json* poll = reader.find("poll");
  if (poll == nullptr) return;
  ObjectReader pace(context, *poll, reader.path_of("poll"), "how an application polls");
  if (!pace.is_object()) return;
  client.poll_every = pace.duration("every").value_or(Duration{});
  client.poll_takes = pace.duration("takes").value_or(Duration{});
  pace.finish();
}

void read_consumer(Context& context, ObjectReader& reader, ClientSpec& client) {
  if (const Json* assign = reader.find("assign")) {
    client.assign = read_partitions(context, *assign, reader.path_of("assign"));
  }
  if (const Json* from = reader.find("from")) {
    client.from = read_position(context, *from, reader.path_of("from")).value_or(command::Place{});
  }
  read_poll(context, reader, client);
}

void read_config(Context& context, ObjectReader& reader, ClientSpec& client) {
  const std::string path = reader.path_of("config");
  if (const Json* config = reader.find("config")) {
    client.config = read_settings(context, scope_of(client.type), *config, path);
  }
  if (client.type == ClientSpec::Type::Producer)
    check_producer_conflicts(context, client.config, path);
  if (client.type == ClientSpec::Type::Consumer) {
    check_consumer_conflicts(context, client.config, path);
    const auto rack = client.config.find("client.rack");
    if (client.rack.empty() && rack != client.config.end()) client.rack = rack->second;
    if (!client.rack.empty()) client.config["client.rack"] = client.rack;
  }
}

// The scenario's own topics are made for its clients, who are not to overtake that.
bool makes_topics(const Context& context, const ClientSpec& client) {
  const std::set<std::string>& made = context.names.made_by_asking;
  if (client.workload && made.count(client.workload->topic) != 0) return true;
  return std::any_of(client.assign.begin(), client.assign.end(),
                     [&made](const TopicPartition& tp) { return made.count(tp.topic) != 0; });
}

void read_client(Context& context, const std::string& name, const Json& value,
                 const std::string& path, Scenario& scenario) {
  ObjectReader reader(context, value, path, "a client");
  if (!reader.is_object()) return;
  ClientSpec client;
  client.name = name;
  reader.require("type", "one of producer, consumer, admin");
  const auto type = reader.word("type", {"producer", "consumer", "admin"});
  client.rack = reader.text("rack").value_or("");
  client.start = Instant{} + reader.duration("start").value_or(Duration{});
  if (!type) {
    for (const char* key : {"config", "workload", "assign", "from", "poll"}) reader.allow(key);
    return reader.finish();
  }
  if (*type == "consumer") client.type = ClientSpec::Type::Consumer;
  if (*type == "admin") client.type = ClientSpec::Type::Admin;
  read_config(context, reader, client);
  if (client.type == ClientSpec::Type::Producer) {
    if (const Json* work = reader.find("workload")) {
      client.workload = read_workload(context, *work, reader.path_of("workload"));
    }
  }
  if (client.type == ClientSpec::Type::Consumer) read_consumer(context, reader, client);
  reader.finish();
  client.makes_topics = makes_topics(context, client);
  scenario.clients.push_back(std::move(client));
}

}  // namespace

void read_clients(Context& context, const Json& value, const std::string& path,
                  Scenario& scenario) {
  if (!value.is_object()) {
    return context.error(path, describe(value), "an object: clients by name");
  }
  constexpr std::size_t kMostClients = 1000;
  if (value.size() > kMostClients) {
    return context.error(path, std::to_string(value.size()) + " clients", "at most 1000");
  }
  const std::vector<std::string_view> reserved = selector_words();
  for (const auto& item : value.items()) {
    const std::string& name = item.key();
    const std::string own = child_path(path, name);
    const bool is_reserved = std::find(reserved.begin(), reserved.end(), name) != reserved.end();
    if (!is_plain_name(name) || is_reserved || name == "zookeeper" || broker_id(name) != kNoNode) {
      context.error_at_key(own, "'" + name + "' cannot name a client",
                           "letters, digits, '.', '_' and '-', and no other node's name or role");
      continue;
    }
    read_client(context, name, item.value(), own, scenario);
  }
}

}  // namespace barnabas::sim
