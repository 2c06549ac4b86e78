#include "core/broker/records_codec.h"

#include <utility>

#include "core/record/record.h"

namespace barnabas::broker {
namespace {

using record::Batch;
using record::Compression;

PreparedRecords refuse(ErrorCode error, std::string message) {
  PreparedRecords refused;
  refused.error = error;
  refused.message = std::move(message);
  return refused;
}

// The records inside must be as many as the header says, with offsets that count up from 0, and
// keys where the topic is compacted.
bool is_sound(const Batch& plain, const log::LogConfig& config) {
  record::RecordReader reader(plain);
  std::int32_t next = 0;
  while (const auto record = reader.next()) {
    if (record->offset_delta != next++) return false;
    if (config.compact_policy && !record->key) return false;
  }
  return !reader.is_malformed() && next == plain.header.record_count;
}

bool has_work(const Rope& bytes, const log::LogConfig& config) {
  record::BatchReader reader(bytes);
  const auto first = reader.next();
  if (!first) return false;
  const Compression codec = first->header.compression();
  return codec != Compression::None || config.compression.codec.value_or(codec) != codec;
}

}  // namespace

PreparedRecords prepare_records(const Rope& bytes, const log::LogConfig& config,
                                const Compressor* compressor) {
  PreparedRecords prepared;
  if (!has_work(bytes, config)) {
    prepared.bytes = bytes;
    return prepared;
  }
  if (compressor == nullptr) {
    return refuse(ErrorCode::UnsupportedCompressionType, "This broker cannot compress");
  }
  record::BatchReader reader(bytes);
  while (const auto batch = reader.next()) {
    if (!record::validate(*batch)) {
      prepared.bytes = bytes;  // the log tells what is wrong with it
      return prepared;
    }
    const auto plain = recompress(*batch, Compression::None, 0, *compressor);
    if (!plain)
      return refuse(ErrorCode::CorruptMessage, "Record is corrupt: " + plain.error().what);
    if (!is_sound(*plain, config)) {
      return refuse(ErrorCode::InvalidRecord, "One or more records have been rejected");
    }
    const Compression target = config.compression.codec.value_or(batch->header.compression());
    const auto made = target == batch->header.compression()
                          ? Result<Batch>(*batch)
                          : recompress(*plain, target, config.compression.level(), *compressor);
    if (!made) return refuse(ErrorCode::UnsupportedCompressionType, made.error().what);
    record::append_to(prepared.bytes, *made);
  }
  return prepared;
}

}  // namespace barnabas::broker
