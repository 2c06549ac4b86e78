#include "core/record/record.h"

#include <utility>

#include "core/base/check.h"
#include "core/base/varint.h"

namespace barnabas::record {
namespace {

void put_blob(ByteWriter& out, std::optional<ByteSpan> bytes) {
  if (!bytes) {
    out.put_varint(-1);
    return;
  }
  out.put_varint(static_cast<std::int32_t>(bytes->size()));
  out.put_bytes(*bytes);
}

std::uint32_t blob_size(std::optional<ByteSpan> bytes) {
  if (!bytes) return 1;
  const auto size = static_cast<std::int32_t>(bytes->size());
  return static_cast<std::uint32_t>(varint_size(size)) + static_cast<std::uint32_t>(size);
}

std::optional<ByteSpan> header_value(const RecordHeader& header) {
  if (!header.value) return std::nullopt;
  return as_bytes(*header.value);
}

// A length-prefixed field; length -1 is null. `ok` turns false when it does not fit.
std::optional<ByteSpan> get_blob(ByteReader& in, bool& ok) {
  const std::int32_t size = in.get_varint();
  if (!in.ok() || size < -1 || (size >= 0 && static_cast<std::size_t>(size) > in.remaining())) {
    ok = false;
    return std::nullopt;
  }
  if (size == -1) return std::nullopt;
  return in.get_bytes(static_cast<std::size_t>(size));
}

std::optional<std::string> copy_of(std::optional<ByteSpan> bytes) {
  if (!bytes) return std::nullopt;
  return std::string(as_text(*bytes));
}

}  // namespace

std::uint32_t record_size(std::int32_t offset_delta, std::int64_t timestamp_delta,
                          std::optional<ByteSpan> key, std::optional<ByteSpan> value,
                          const std::vector<RecordHeader>& headers) {
  std::size_t size = 1 + varlong_size(timestamp_delta) + varint_size(offset_delta) +
                     blob_size(key) + blob_size(value) +
                     varint_size(static_cast<std::int32_t>(headers.size()));
  for (const RecordHeader& header : headers) {
    size += blob_size(as_bytes(header.key)) + blob_size(header_value(header));
  }
  return static_cast<std::uint32_t>(size + varint_size(static_cast<std::int32_t>(size)));
}

void BatchBuilder::add(std::int64_t timestamp_ms, std::optional<ByteSpan> key,
                       std::optional<ByteSpan> value, const std::vector<RecordHeader>& headers) {
  if (empty()) {
    header_.base_timestamp = timestamp_ms;
    header_.max_timestamp = timestamp_ms;
  }
  if (timestamp_ms > header_.max_timestamp) header_.max_timestamp = timestamp_ms;
  const std::int32_t offset_delta = header_.record_count;
  const std::int64_t timestamp_delta = timestamp_ms - header_.base_timestamp;
  std::size_t size = 1 + varlong_size(timestamp_delta) + varint_size(offset_delta) +
                     blob_size(key) + blob_size(value) +
                     varint_size(static_cast<std::int32_t>(headers.size()));
  for (const RecordHeader& header : headers) {
    size += blob_size(as_bytes(header.key)) + blob_size(header_value(header));
  }
  ByteWriter out(body_);
  out.put_varint(static_cast<std::int32_t>(size));
  out.put<std::int8_t>(0);
  out.put_varlong(timestamp_delta);
  out.put_varint(offset_delta);
  put_blob(out, key);
  put_blob(out, value);
  out.put_varint(static_cast<std::int32_t>(headers.size()));
  for (const RecordHeader& header : headers) {
    put_blob(out, as_bytes(header.key));
    put_blob(out, header_value(header));
  }
  header_.last_offset_delta = offset_delta;
  ++header_.record_count;
}

void BatchBuilder::set_producer(ProducerId id, ProducerEpoch epoch, Sequence base_sequence) {
  header_.producer_id = id;
  header_.producer_epoch = epoch;
  header_.base_sequence = base_sequence;
}

Batch BatchBuilder::build() {
  Batch batch{header_, SharedBytes(std::move(body_))};
  batch.header.length = static_cast<std::int32_t>(batch.size() - kLogOverhead);
  batch.header.crc = compute_crc(batch.header, batch.body);
  header_ = BatchHeader{};
  body_ = ByteVector{};
  return batch;
}

RecordReader::RecordReader(const Batch& batch)
    : header_(batch.header), reader_(batch.body.span()), left_(batch.header.record_count) {
  malformed_ = batch.header.compression() != Compression::None || left_ < 0;
}

std::int64_t RecordReader::timestamp_of(const RecordView& view) const {
  if ((header_.attributes & attribute::kLogAppendTime) != 0) return header_.max_timestamp;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(header_.base_timestamp) +
                                   static_cast<std::uint64_t>(view.timestamp_delta));
}

std::optional<RecordView> RecordReader::next() {
  if (malformed_) return std::nullopt;
  if (left_ == 0) {
    malformed_ = reader_.remaining() != 0;
    return std::nullopt;
  }
  --left_;
  const std::int32_t size = reader_.get_varint();
  malformed_ = true;  // until the whole record has decoded
  if (!reader_.ok() || size < 0 || static_cast<std::size_t>(size) > reader_.remaining()) return {};
  ByteReader in(reader_.get_bytes(static_cast<std::size_t>(size)));
  RecordView view;
  bool ok = true;
  in.get<std::int8_t>();
  view.timestamp_delta = in.get_varlong();
  view.offset_delta = in.get_varint();
  view.key = get_blob(in, ok);
  if (!ok) return std::nullopt;
  view.value = get_blob(in, ok);
  if (!ok) return std::nullopt;
  view.header_count = in.get_varint();
  if (!in.ok() || view.header_count < 0) return std::nullopt;
  view.header_bytes = in.get_bytes(in.remaining());
  malformed_ = false;
  return view;
}

std::optional<std::vector<RecordHeader>> decode_headers(const RecordView& view) {
  ByteReader in(view.header_bytes);
  std::vector<RecordHeader> headers;
  bool ok = true;
  for (std::int32_t i = 0; i < view.header_count; ++i) {
    const std::optional<ByteSpan> key = get_blob(in, ok);
    if (!ok || !key) return std::nullopt;
    const std::optional<ByteSpan> value = get_blob(in, ok);
    if (!ok) return std::nullopt;
    headers.push_back({std::string(as_text(*key)), copy_of(value)});
  }
  if (in.remaining() != 0) return std::nullopt;
  return headers;
}

Result<std::vector<Record>> decode_records(const Batch& batch) {
  RecordReader reader(batch);
  std::vector<Record> records;
  while (const std::optional<RecordView> view = reader.next()) {
    const auto headers = decode_headers(*view);
    if (!headers) return Error{Errc::Corrupt, "record headers do not decode"};
    records.push_back({view->offset_delta, view->timestamp_delta, copy_of(view->key),
                       copy_of(view->value), *headers});
  }
  if (reader.is_malformed()) return Error{Errc::Corrupt, "records do not decode"};
  return records;
}

}  // namespace barnabas::record
