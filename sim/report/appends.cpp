#include "sim/report/appends.h"

namespace barnabas::sim {

const TracedNote* dispatch_of(const Trace& trace, const MessageLinks& links,
                              const TracedNote& append) {
  const TracedSending* request = links.carrier_of(append.turn);
  if (request == nullptr || request->is_response) return nullptr;
  // A request leaves right behind the dispatches of the batches in it.
  const TracedNote* dispatch = nullptr;
  for (const TracedNote* note : trace.notes_of(request->turn)) {
    if (note->rank > request->rank) break;
    if (note->note.kind == NoteKind::Dispatch && note->note.tp == append.note.tp) dispatch = note;
  }
  return dispatch;
}

std::int32_t record_at(const TracedNote& append, const TracedNote& dispatch, std::int64_t offset) {
  const std::int64_t place = offset - append.note.from.value;
  const auto size = static_cast<std::int64_t>(dispatch.note.list.size());
  if (place < 0 || place >= size) return -1;
  return dispatch.note.list[static_cast<std::size_t>(place)];
}

}  // namespace barnabas::sim
