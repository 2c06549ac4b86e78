// An orderly stop: leaders are moved first, logs flushed, a marker left for the next start.
// Kafka: KafkaServer.controlledShutdown, LogManager.shutdown (3.9).
#include "core/broker/broker.h"
#include "core/log/clean_shutdown.h"

namespace barnabas::broker {

namespace {

bool may_try(const Broker& broker) {
  return broker.config.controlled_shutdown &&
         broker.shutdown_tries < broker.config.controlled_shutdown_retries;
}

}  // namespace

void begin_shutdown(Broker& broker, Context& context) {
  if (broker.lifecycle == Lifecycle::Stopped) return;
  broker.lifecycle = Lifecycle::ShuttingDown;
  if (!may_try(broker)) return finish_shutdown(broker, context);
  ++broker.shutdown_tries;
  protocol::ControlledShutdownRequest request;
  request.broker_id = broker.config.id;
  request.broker_epoch = broker.controller.broker_epoch();
  broker.channel.send(kControlledShutdownToken, protocol::RequestRef(request), 3);
  context.set_timer({TimerKind::ShutdownRetry, 0}, broker.config.controlled_shutdown_backoff * 2);
}

void on_shutdown_answer(Broker& broker, const protocol::ControlledShutdownResponse* response,
                        Context& context) {
  if (broker.lifecycle != Lifecycle::ShuttingDown) return;
  const bool moved = response != nullptr && response->error == ErrorCode::None &&
                     response->remaining_partitions.empty();
  if (moved || !may_try(broker)) {
    finish_shutdown(broker, context);
  } else {
    context.set_timer({TimerKind::ShutdownRetry, 0}, broker.config.controlled_shutdown_backoff);
  }
}

void finish_shutdown(Broker& broker, Context& context) {
  context.cancel_timer({TimerKind::ShutdownRetry, 0});
  write_high_watermarks(broker, context);
  bool flushed = true;
  for (auto& [tp, slot] : broker.partitions) {
    if (slot->log && !slot.write().log->close(context.files)) flushed = false;
  }
  write_recovery_points(broker, context);
  if (flushed && !log::write_clean_shutdown(context.files, "", broker.controller.broker_epoch()))
    flushed = false;
  broker.zookeeper.close(context);
  broker.lifecycle = Lifecycle::Stopped;
  if (flushed) return context.exit(true, "stopped in order");
  context.exit(false, "stopped, but a log could not be flushed");
}

}  // namespace barnabas::broker
