#include "core/record/batch.h"

#include "core/base/check.h"
#include "core/base/crc32c.h"

namespace barnabas::record {
namespace {

constexpr std::uint32_t kCrcCoversFrom = 21;
constexpr std::int32_t kLengthMin = static_cast<std::int32_t>(kHeaderSize - kLogOverhead);

// Copies [skip, skip + out.size()) of the rope from piece `piece`; false when the rope is shorter.
bool copy_out(const Rope& rope, std::size_t piece, std::uint32_t at, std::span<std::uint8_t> out) {
  std::size_t done = 0;
  for (; piece < rope.pieces.size() && done < out.size(); ++piece, at = 0) {
    const RopePiece& p = rope.pieces[piece];
    for (std::uint32_t i = at; i < p.size() && done < out.size(); ++i) {
      out[done++] = i < p.prefix_size ? p.prefix[i] : p.tail.span()[i - p.prefix_size];
    }
  }
  return done == out.size();
}

}  // namespace

HeaderBytes encode_header(const BatchHeader& h) {
  HeaderBytes out;
  std::uint8_t* at = out.data();
  store_be(at, h.base_offset.value);
  store_be(at + 8, h.length);
  store_be(at + 12, h.leader_epoch.value);
  store_be(at + 16, h.magic);
  store_be(at + 17, h.crc);
  store_be(at + 21, h.attributes);
  store_be(at + 23, h.last_offset_delta);
  store_be(at + 27, h.base_timestamp);
  store_be(at + 35, h.max_timestamp);
  store_be(at + 43, h.producer_id.value);
  store_be(at + 51, h.producer_epoch.value);
  store_be(at + 53, h.base_sequence.value);
  store_be(at + 57, h.record_count);
  return out;
}

BatchHeader decode_header(ByteSpan bytes) {
  BARNABAS_CHECK(bytes.size() >= kHeaderSize);
  const std::uint8_t* at = bytes.data();
  BatchHeader h;
  h.base_offset = Offset{load_be<std::int64_t>(at)};
  h.length = load_be<std::int32_t>(at + 8);
  h.leader_epoch = LeaderEpoch{load_be<std::int32_t>(at + 12)};
  h.magic = load_be<std::int8_t>(at + 16);
  h.crc = load_be<std::uint32_t>(at + 17);
  h.attributes = load_be<std::int16_t>(at + 21);
  h.last_offset_delta = load_be<std::int32_t>(at + 23);
  h.base_timestamp = load_be<std::int64_t>(at + 27);
  h.max_timestamp = load_be<std::int64_t>(at + 35);
  h.producer_id = ProducerId{load_be<std::int64_t>(at + 43)};
  h.producer_epoch = ProducerEpoch{load_be<std::int16_t>(at + 51)};
  h.base_sequence = Sequence{load_be<std::int32_t>(at + 53)};
  h.record_count = load_be<std::int32_t>(at + 57);
  return h;
}

std::uint32_t compute_crc(const BatchHeader& header, const SharedBytes& body) {
  const HeaderBytes bytes = encode_header(header);
  const std::uint32_t crc = crc32c(0, ByteSpan(bytes).subspan(kCrcCoversFrom));
  return crc32c(crc, body.span());
}

Result<void> validate(const Batch& batch) {
  const BatchHeader& h = batch.header;
  if (h.magic != kMagic) {
    return Error{Errc::Corrupt, "magic " + std::to_string(h.magic) + " is not 2"};
  }
  if (h.length < kLengthMin || h.size() != batch.size()) {
    return Error{Errc::Corrupt,
                 "batch length " + std::to_string(h.length) + " does not match its bytes"};
  }
  const std::uint32_t crc = compute_crc(h, batch.body);
  if (crc != h.crc) {
    return Error{Errc::Corrupt,
                 "crc " + std::to_string(h.crc) + " stored, " + std::to_string(crc) + " computed"};
  }
  return {};
}

void append_to(Rope& rope, const Batch& batch) {
  rope.append(encode_header(batch.header), batch.body);
}

Rope rope_of(const Batch& batch) {
  Rope rope;
  append_to(rope, batch);
  return rope;
}

std::optional<Batch> BatchReader::next() {
  while (piece_ < rope_.pieces.size() && at_ == rope_.pieces[piece_].size()) {
    ++piece_;
    at_ = 0;
  }
  if (piece_ == rope_.pieces.size() || malformed_) return std::nullopt;
  const RopePiece& piece = rope_.pieces[piece_];
  if (at_ == 0 &&
      piece.prefix_size == kHeaderSize) {  // a header of its own in front of a shared body
    Batch batch{decode_header(piece.prefix), piece.tail};
    if (batch.header.length >= kLengthMin && batch.header.size() == piece.size()) {
      ++piece_;
      return batch;
    }
  }
  return next_across_pieces();
}

std::optional<Batch> BatchReader::next_across_pieces() {
  HeaderBytes bytes;
  if (!copy_out(rope_, piece_, at_, bytes)) {
    piece_ = rope_.pieces.size();
    return std::nullopt;
  }
  Batch batch{decode_header(bytes), {}};
  if (batch.header.length < kLengthMin) {
    malformed_ = true;
    return std::nullopt;
  }
  const std::uint32_t size = batch.header.size();
  const RopePiece& piece = rope_.pieces[piece_];
  if (at_ >= piece.prefix_size && size <= piece.size() - at_) {  // whole within one shared tail
    batch.body = piece.tail.slice(at_ - piece.prefix_size + kHeaderSize, size - kHeaderSize);
    at_ += size;
    return batch;
  }
  ByteVector whole(size);
  if (!copy_out(rope_, piece_, at_, whole)) {
    piece_ = rope_.pieces.size();
    return std::nullopt;
  }
  batch.body = SharedBytes(ByteVector(whole.begin() + kHeaderSize, whole.end()));
  for (std::uint32_t left = size; left > 0;) {
    const std::uint32_t step = std::min(left, rope_.pieces[piece_].size() - at_);
    left -= step;
    at_ += step;
    if (at_ == rope_.pieces[piece_].size() && left > 0) {
      ++piece_;
      at_ = 0;
    }
  }
  return batch;
}

}  // namespace barnabas::record
