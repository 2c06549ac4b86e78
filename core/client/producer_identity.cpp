// How an idempotent producer comes by its id and epoch.
//
// It asks any broker before it sends its first batch, one request at a time, and again when it gave
// its id up. While it has none, nothing leaves.
//
// Kafka: Sender.runOnce, TransactionManager.bumpIdempotentEpochAndResetIdIfNeeded,
// InitProducerIdHandler (3.9).
#include <utility>
#include <variant>
#include <vector>

#include "core/client/producer.h"

namespace barnabas::client {

void Producer::settle_identity(Context& context) {
  if (!config.idempotent) return;
  if (sequences.settle(batches)) context.probe("producer.epoch-bumped");
  if (sequences.state == Sequences::State::Fatal) return fail_all(context);
  if (sequences.state != Sequences::State::None || context.now < ask_not_before) return;
  const NodeId node = network.any_ready(context);
  if (node == kNoNode) return;  // a connection is being made
  protocol::InitProducerIdRequest request;
  request.transaction_timeout_ms = INT32_MAX;
  asking_for_id = network.send(node, 5, protocol::RequestRef(std::move(request)), true, context);
  sequences.state = Sequences::State::Asking;
}

// True when the outcome was that of the request for an id.
bool Producer::take_identity(const Outcome& outcome, Context& context) {
  if (asking_for_id.value == 0 || outcome.correlation != asking_for_id) return false;
  asking_for_id = CorrelationId{0};
  const auto* answer = outcome.response
                           ? std::get_if<protocol::InitProducerIdResponse>(&*outcome.response)
                           : nullptr;
  if (answer != nullptr && answer->error == ErrorCode::None) {
    sequences.take_id(ProducerId{answer->producer_id}, ProducerEpoch{answer->producer_epoch});
  } else if (answer == nullptr || is_retriable(answer->error)) {
    sequences.state = Sequences::State::None;
    ask_not_before = context.now + config.common.retry_backoff;
  } else {
    sequences.state = Sequences::State::Fatal;
    sequences.fatal_error = answer->error;
  }
  return true;
}

void Producer::fail_all(Context& context) {
  for (auto& [tp, queue] : queues) queue.clear();
  std::vector<std::int64_t> open;
  for (const auto& [number, batch] : batches) {
    if (!batch.is_settled) open.push_back(number);
  }
  for (const std::int64_t number : open)
    fail(number, sequences.fatal_error, kNoNode, "the producer has failed", context);
}

}  // namespace barnabas::client
