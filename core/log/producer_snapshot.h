// The producer snapshot file: the state of all producers at an offset, so that recovery need not
// read the log from its start.
//
// Bytes: int16 version 1, uint32 CRC-32C over everything behind it, int32 count, then 46 bytes a
// producer: id, epoch, last sequence, last offset, offset delta, timestamp, coordinator epoch,
// first offset of the open transaction. Only a producer's last batch is kept, so the window for
// duplicates is one batch after a restart.
//
// The producers stand in the order of Java's HashMap, as far as it can be told from the ids.
//
// Kafka: ProducerStateManager.writeSnapshot, readSnapshot.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/log/producer_state.h"

namespace barnabas::log {

ByteVector encode_producer_snapshot(const ProducerState& state);
// Corrupt when version, size or checksum do not fit.
Result<ProducerState> decode_producer_snapshot(ByteSpan bytes);

}  // namespace barnabas::log
