// What becomes of a leader's wish for another ISR: a pure decision.
#pragma once

#include <optional>

#include "core/cluster/image.h"
#include "core/controller/controller_config.h"
#include "core/controller/leadership.h"
#include "core/protocol/message.h"

namespace barnabas::controller {

// None without a proposal: the ISR is already as wished.
struct IsrDecision {
  ErrorCode error = ErrorCode::None;
  std::optional<Proposal> proposal;
};

IsrDecision decide_isr(const cluster::Image& image,
                       const protocol::AlterPartitionRequest::Partition& wish,
                       ControllerEpoch epoch, IsrEligibility eligibility,
                       Sabotage sabotage = Sabotage::None);

}  // namespace barnabas::controller
