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
}

}  // namespace barnabas::broker
