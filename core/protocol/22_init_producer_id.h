// InitProducerId (key 22): a producer asks any broker (a transactional one: its coordinator) for a
// producer id and epoch.
//
// KIP-98; the id and epoch that the producer already has (v3) are KIP-360. Without a transactional
// id the broker answers out of its own block of ids.
#pragma once

#include <cstdint>
#include <string>

#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct InitProducerIdRequest {
  std::string transactional_id;  // empty: none
  std::int32_t transaction_timeout_ms = 0;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  friend bool operator==(const InitProducerIdRequest&, const InitProducerIdRequest&) = default;
};

struct InitProducerIdResponse {
  ErrorCode error = ErrorCode::None;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  friend bool operator==(const InitProducerIdResponse&, const InitProducerIdResponse&) = default;
};

}  // namespace barnabas::protocol
