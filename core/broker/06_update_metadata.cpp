// UpdateMetadata: the controller tells what to answer to clients.
// Kafka: KafkaApis.handleUpdateMetadataRequest (3.9).
#include "core/broker/broker.h"

namespace barnabas::broker {

void on_update_metadata(Broker& broker, const Caller& caller,
                        const protocol::UpdateMetadataRequest& request, Context& context) {
  protocol::UpdateMetadataResponse response;
  if (is_stale_controller(broker, request.controller_epoch)) {
    context.probe("update-metadata.zombie-controller");
    response.error = ErrorCode::StaleControllerEpoch;
  } else if (is_stale_broker(broker, request.broker_epoch)) {
    context.probe("update-metadata.earlier-life");
    response.error = ErrorCode::StaleBrokerEpoch;
  } else {
    broker.controller_epoch = request.controller_epoch;
    broker.metadata.update(request);
  }
  answer(context, caller, std::move(response));
  // A broker that went or came changes who may hold the high watermark back.
  for (auto& [tp, slot] : broker.partitions) {
    if (!slot->is_leader()) continue;
    replica::Partition& partition = slot.write();
    replica::Progress progress;
    progress.high_watermark_moved =
        replica::maybe_increment_high_watermark(partition, surroundings(broker), context);
    apply_progress(broker, partition, progress, context);
  }
}

}  // namespace barnabas::broker
