#include "sim/report/chart.h"

#include <algorithm>
#include <utility>

#include "sim/report/chart_data.h"
#include "sim/report/report_text.h"
#include "sim/report/svg.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kPartitionsMax = 12;
constexpr std::size_t kWholeMax = 4;  // partitions of which all is drawn; of more, who leads
constexpr std::size_t kFaultsMax = 30;
constexpr std::size_t kDotsMax = 500;
constexpr Pixels kMargin = 30;
constexpr Pixels kWidth = 1920;
constexpr Pixels kLeft = 310;  // where time begins
constexpr Pixels kRight = kWidth - kMargin - 20;
constexpr Pixels kBucket = 10;  // of samples that are too many for dots
constexpr Pixels kGap = 14;
constexpr Pixels kLeaderHeight = 30;
constexpr Pixels kIsrHeight = 70;
constexpr Pixels kLatencyHeight = 150;
constexpr Pixels kFaultRow = 27;
constexpr Duration kWorthSaying = milliseconds(500);

// A scale of decades from 1 ms on.
class LatencyScale {
 public:
  explicit LatencyScale(const std::vector<ChartSample>& samples) {
    Duration most{};
    for (const ChartSample& sample : samples) most = std::max(most, sample.took);
    while (top_ < most.ns && decades_ < 9) {
      top_ *= 10;
      ++decades_;
    }
  }
  Pixels decades() const { return decades_; }
  // How far above the bottom, of `height`.
  Pixels above(Duration took, Pixels height) const {
    std::int64_t low = 1'000'000;
    Pixels decade = 0;
    while (decade + 1 < decades_ && took.ns >= low * 10) {
      low *= 10;
      ++decade;
    }
    const std::int64_t within = std::clamp<std::int64_t>(took.ns - low, 0, low * 9);
    const std::int64_t step = height / decades_;
    return static_cast<Pixels>(decade * step + within * step / (low * 9));
  }
  std::string mark(Pixels decade) const {
    std::int64_t ns = 1'000'000;
    for (Pixels i = 0; i < decade; ++i) ns *= 10;
    return duration_text(Duration{ns});
  }

 private:
  std::int64_t top_ = 10'000'000;
  Pixels decades_ = 1;
};

// The value that n of so many parts lie below; sorts them.
Duration quantile(std::vector<Duration>& values, std::size_t n, std::size_t parts) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, values.size() * n / parts)];
}

class ChartPainter {
 public:
  ChartPainter(const Chronicle& chronicle, const RunReport& report, const Outages& outages)
      : report_(report),
        outages_(outages),
        data_(gather_chart(chronicle)),
        end_(std::max(report.end, Instant{1})) {}

  std::string run() {
    draw_title();
    const std::vector<TopicPartition> chosen = choose_partitions(kPartitionsMax);
    const Pixels top = y_;
    SvgPage rows;
    std::swap(rows, page_);  // the faults lie beneath, and reach as far as the rows do
    const std::vector<TopicPartition> whole = choose_partitions(kWholeMax);
    for (const TopicPartition& tp : chosen) {
      const bool is_whole = std::find(whole.begin(), whole.end(), tp) != whole.end();
      draw_partition(tp, data_.partitions.at(tp), is_whole);
    }
    std::swap(rows, page_);
    draw_faults(top, y_);
    draw_axis(top);
    page_.append(rows);
    draw_end(chosen.size());
    return page_.document(kWidth, y_ + kMargin, title(), report_.why);
  }

 private:
  std::string title() const {
    return report_.scenario + (report_.variant.empty() ? "" : ", " + report_.variant) + ", seed " +
           std::to_string(report_.seed) + ": " + verdict_text(report_.verdict);
  }

  Pixels x_of(Instant at) const {
    // Milliseconds are fine enough for any screen, and products of them fit.
    const std::int64_t whole = std::max<std::int64_t>(end_.ns / 1'000'000, 1);
    const std::int64_t part = std::clamp<std::int64_t>(at.ns / 1'000'000, 0, whole);
    return kLeft + static_cast<Pixels>(part * (kRight - kLeft) / whole);
  }

  void draw_title() {
    y_ = kMargin + kTitleSize;
    page_.text("title", kMargin, y_, fitted(title(), kTitleSize, kWidth - 4 * kMargin));
    for (const std::string& line : text_lines(report_.why, kTextSize, kWidth - 8 * kMargin)) {
      y_ += 28;
      page_.text("bold", kMargin, y_, line);
    }
    place_faults();
    y_ += 20 + fault_rows_ * kFaultRow;
  }

  // The row of each fault's name above the chart, so that those close to each other can be read.
  void place_faults() {
    std::vector<Pixels> ends;
    for (const FaultSpan& fault : data_.faults) {
      if (rows_.size() >= kFaultsMax) break;
      const Pixels width = bold_width(fault.id, kSmallSize) + 12;
      const Pixels at = std::min(x_of(fault.from), kRight - width);
      std::size_t row = 0;
      while (row < ends.size() && ends[row] > at) ++row;
      if (row == ends.size()) ends.push_back(0);
      ends[row] = at + width + 4;
      rows_.push_back(static_cast<Pixels>(row));
    }
    fault_rows_ = static_cast<Pixels>(ends.size());
  }

  // Those with the longest outages first when there are too many; shown in their own order.
  std::vector<TopicPartition> choose_partitions(std::size_t most) const {
    std::vector<std::pair<std::int64_t, TopicPartition>> ranked;
    for (const auto& [tp, series] : data_.partitions) {
      const auto found = outages_.find(tp);
      ranked.emplace_back(found == outages_.end() ? 0 : -check::total_of(found->second).ns, tp);
    }
    std::sort(ranked.begin(), ranked.end());
    if (ranked.size() > most) ranked.resize(most);
    std::vector<TopicPartition> chosen;
    for (const auto& [rank, tp] : ranked) chosen.push_back(tp);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }

  void label(const std::string& text, Pixels y) {
    page_.text("small", kLeft - 92, y, text, Anchor::End);
  }

  void draw_partition(const TopicPartition& tp, const PartitionSeries& series, bool is_whole) {
    y_ += 34;
    page_.text("bold", kMargin, y_, to_string(tp));
    y_ += 10;
    draw_leader(tp, series);
    if (!is_whole) return;
    draw_isr(series);
    draw_latency("acknowledged after", series.acks, "dot", "median", &series);
    draw_latency("delivered after", series.deliveries, "lag-dot", "lag", nullptr);
  }

  void draw_leader(const TopicPartition& tp, const PartitionSeries& series) {
    label("leader", y_ + 21);
    if (!series.has_leader_ever) {
      page_.text("faint", kLeft, y_ + 21, "never had one");
      y_ += kLeaderHeight + kGap;
      return;
    }
    const Pixels from = x_of(series.first_leader);
    page_.rect("led", from, y_ + 4, kRight - from, kLeaderHeight - 8);
    const auto found = outages_.find(tp);
    if (found != outages_.end()) draw_outages(found->second);
    y_ += kLeaderHeight + kGap;
  }

  // How long each was, on its bar where that fits; else behind it, where nothing else stands.
  void draw_outages(const std::vector<check::Outage>& outages) {
    for (std::size_t i = 0; i < outages.size(); ++i) {
      const check::Outage& outage = outages[i];
      const Pixels x = x_of(outage.from);
      const Pixels width = std::max(x_of(outage.to) - x, 3);
      const std::string text = "none for " + duration_text(outage.to - outage.from);
      page_.open_group(text + " from " + seconds_text(outage.from));
      page_.rect("leaderless", x, y_, width, kLeaderHeight);
      const Pixels needed = bold_width(text, kSmallSize) + 12;
      const Pixels next = i + 1 < outages.size() ? x_of(outages[i + 1].from) : kRight;
      if (needed < width) {
        page_.text("light", x + width / 2, y_ + 21, text, Anchor::Middle);
      } else if (x + width + needed < next && outage.to - outage.from >= kWorthSaying) {
        page_.text("light", x + width + 6, y_ + 21, text);
      }
      page_.close_group();
    }
  }

  void draw_isr(const PartitionSeries& series) {
    std::int64_t most = 1;
    for (const IsrStep& step : series.isr) most = std::max(most, step.size);
    const auto height_of = [&](std::int64_t size) {
      return y_ + kIsrHeight - static_cast<Pixels>(size * kIsrHeight / most);
    };
    label("in sync", y_ + kIsrHeight / 2 + 6);
    for (const std::int64_t size : {std::int64_t{0}, most}) {
      page_.line("rule", kLeft, height_of(size), kRight, height_of(size));
      page_.text("faint", kLeft - 12, height_of(size) + 6, std::to_string(size), Anchor::End);
    }
    std::vector<Pixels> points;
    for (const IsrStep& step : series.isr) {
      const Pixels x = x_of(step.at);
      if (!points.empty()) points.insert(points.end(), {x, points.back()});
      points.insert(points.end(), {x, height_of(step.size)});
    }
    if (!points.empty()) {
      points.insert(points.end(), {kRight, points.back()});
      page_.polyline("step", points);
    }
    y_ += kIsrHeight + 2 * kGap;
  }

  void draw_latency(const std::string& what, const std::vector<ChartSample>& samples,
                    const std::string& dot, const std::string& line,
                    const PartitionSeries* unanswered) {
    const LatencyScale scale(samples);
    const Pixels height = kLatencyHeight / scale.decades() * scale.decades();
    label(what, y_ + height / 2 + 6);
    for (Pixels decade = 0; decade <= scale.decades(); ++decade) {
      const Pixels y = y_ + height - decade * (height / scale.decades());
      page_.line("rule", kLeft, y, kRight, y);
      page_.text("faint", kLeft - 12, y + 6, scale.mark(decade), Anchor::End);
    }
    const auto y_of = [&](Duration took) { return y_ + height - scale.above(took, height); };
    if (samples.size() <= kDotsMax) {
      for (const ChartSample& sample : samples)
        page_.circle(dot, x_of(sample.sent), y_of(sample.took), 4);
    } else {
      draw_buckets(samples, line, y_of);
    }
    if (samples.empty()) {
      const bool is_mute = unanswered != nullptr && unanswered->asks_for_no_answer;
      page_.text("faint", kLeft + 10, y_ + height / 2 + 6,
                 is_mute ? "nobody answers: acks=0" : "nothing");
    }
    if (unanswered != nullptr) {
      std::size_t drawn = 0;
      for (const Instant sent : unanswered->unanswered) {
        if (++drawn > kDotsMax) break;
        const Pixels x = x_of(sent);
        page_.line("cross", x - 5, y_ - 5, x + 5, y_ + 5);
        page_.line("cross", x - 5, y_ + 5, x + 5, y_ - 5);
      }
    }
    y_ += height + 2 * kGap;
  }

  template <class Height>
  void draw_buckets(const std::vector<ChartSample>& samples, const std::string& line,
                    const Height& y_of) {
    std::map<Pixels, std::vector<Duration>> buckets;
    for (const ChartSample& sample : samples)
      buckets[(x_of(sample.sent) - kLeft) / kBucket].push_back(sample.took);
    std::vector<Pixels> medians;
    std::vector<Pixels> worst;
    for (auto& [bucket, values] : buckets) {
      const Pixels x = kLeft + bucket * kBucket + kBucket / 2;
      medians.insert(medians.end(), {x, y_of(quantile(values, 1, 2))});
      worst.insert(worst.end(), {x, y_of(values.back())});
    }
    page_.polyline("most", worst);
    page_.polyline(line, medians);
  }

  // Names lie over all lines, so that none is struck through.
  void draw_faults(Pixels top, Pixels bottom) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const FaultSpan& fault = data_.faults[i];
      const Pixels x = x_of(fault.from);
      const Pixels to = x_of(fault.to);
      if (to > x) page_.rect("fault-span", x, top, to - x, bottom - top);
      page_.line("fault-line", x, name_y(top, i), x, bottom);
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const FaultSpan& fault = data_.faults[i];
      const Pixels y = name_y(top, i);
      const Pixels width = bold_width(fault.id, kSmallSize) + 12;
      const Pixels at = std::min(x_of(fault.from), kRight - width);
      page_.rect("fault", at, y - 19, width, 24, 4);
      page_.text("alarm", at + 6, y - 1, fault.id);
    }
  }

  Pixels name_y(Pixels top, std::size_t fault) const {
    return top - (fault_rows_ - rows_[fault]) * kFaultRow + kFaultRow - 6;
  }

  // A step of 1, 2 or 5 of some power of ten, so that there are ten or so.
  Duration tick() const {
    std::int64_t step = 1'000'000;
    for (std::size_t i = 0; i < 40 && end_.ns / step > 14; ++i)
      step = step * (i % 3 == 1 ? 5 : 4) / 2;
    return Duration{step};
  }

  void draw_axis(Pixels top) {
    const std::int64_t step = tick().ns;
    for (std::int64_t at = 0; at <= end_.ns; at += step) {
      const Pixels x = x_of(Instant{at});
      page_.line("rule", x, top, x, y_);
      page_.text("faint", x, y_ + 22, duration_text(Duration{at}), Anchor::Middle);
    }
    y_ += 30;
  }

  void draw_end(std::size_t shown) {
    const auto line = [this](const std::string& text) {
      y_ += 28;
      page_.text("faint", kMargin, y_, text);
    };
    line(
        "Times of acknowledgement and delivery stand where the application handed the record over, "
        "on "
        "a scale of decades; a cross is a record without an answer.");
    line("Dots are records; where there are many, the line is the median of " +
         std::to_string(kBucket) +
         " pixels of time and the dashed one the worst. Dashed lines down "
         "are faults, shaded while they last.");
    if (shown > kWholeMax)
      line("Of more than " + std::to_string(kWholeMax) +
           " partitions, all is drawn of those with the longest outages, and of the others who "
           "leads.");
    if (data_.partitions.size() > shown) {
      line(count_text(static_cast<std::int64_t>(data_.partitions.size() - shown), "partition is",
                      "partitions are") +
           " left out: those shown had the longest outages.");
    }
    if (data_.faults.size() > kFaultsMax)
      line(std::to_string(data_.faults.size() - kFaultsMax) + " faults more are not drawn.");
  }

  const RunReport& report_;
  const Outages& outages_;
  ChartData data_;
  Instant end_;
  SvgPage page_;
  std::vector<Pixels> rows_;  // of the faults' names
  Pixels fault_rows_ = 0;
  Pixels y_ = 0;
};

}  // namespace

std::string availability_chart(const Chronicle& chronicle, const RunReport& report,
                               const Outages& outages) {
  return ChartPainter(chronicle, report, outages).run();
}

}  // namespace barnabas::sim
