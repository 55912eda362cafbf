// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/try/try_task.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/base/row_image.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

constexpr std::int64_t kRowsASlice = 256;

QString words(const char* text) { return QCoreApplication::translate("weft::ui::Try", text); }

}  // namespace

QString plainWords(const Status& status) {
    if (messageOf(status).find("uninitialized value") != std::string_view::npos) {
        return words("The session has no values yet: train first, or press Init (Ctrl+I).");
    }
    return toQt(messageOf(status));
}

Result<std::vector<std::pair<std::string, Tensor>>> feedsOfRows(
    const TryChoices& choices, const std::vector<int>& inputs,
    const std::vector<DataSource>& sources, std::span<const std::int64_t> rows) {
    std::vector<std::pair<std::string, Tensor>> feeds;
    for (const int index : inputs) {
        const TryInput& input = choices.inputs[static_cast<std::size_t>(index)];
        if (input.source < 0 || static_cast<std::size_t>(input.source) >= sources.size()) {
            return failedPrecondition(
                concat("'", input.name.toStdString(), "' has no data bound to it"));
        }
        const DataSource& source = sources[static_cast<std::size_t>(input.source)];
        const Tensor column = WEFT_TRY(source.column(input.column));
        feeds.emplace_back(input.tensor, WEFT_TRY(converted(WEFT_TRY(gatherRows(column, rows)),
                                                            input.conversions)));
    }
    return feeds;
}

TryTask::TryTask(RunRequest request, QObject* receiver, TryReceiver tell)
    : m_request(std::move(request)), m_back(receiver), m_tell(std::move(tell)) {}

bool TryTask::slice(const Place& place) {
    TryAnswer made;
    made.step = place.step;
    Result<std::vector<Tensor>> values =
        place.session.run(m_request, {.cancellation = &m_cancellation});
    made.status = values.status();
    if (values.ok()) { made.values = *std::move(values); }
    answer(std::move(made));
    return false;
}

void TryTask::drop(const Status& why) {
    TryAnswer made;
    made.status = why;
    answer(std::move(made));
}

void TryTask::answer(TryAnswer made) {
    m_back.send([tell = m_tell, made = std::move(made)] { tell(made); });
}

NextWrongTask::NextWrongTask(Question question, QObject* receiver, TryReceiver tell)
    : m_question(std::move(question)), m_back(receiver), m_tell(std::move(tell)) {}

bool NextWrongTask::slice(const Place& place) {
    const Result<bool> more = cancelled() ? Result<bool>(m_cancellation.check()) : look(place);
    if (more.ok() && *more) { return true; }
    TryAnswer made;
    made.status = more.status();
    made.step = place.step;
    made.row = m_found;
    answer(std::move(made));
    return false;
}

Result<bool> NextWrongTask::look(const Place& place) {
    const TryChoices& choices = m_question.choices;
    const std::int64_t all = m_question.sources.empty() ? 0 : m_question.sources.front().rows();
    const std::int64_t many = std::min(kRowsASlice, all - m_looked);
    if (many <= 0) { return false; }
    std::vector<std::int64_t> rows(static_cast<std::size_t>(many));
    for (std::int64_t i = 0; i < many; ++i) {
        rows[static_cast<std::size_t>(i)] = (m_question.after + 1 + m_looked + i) % all;
    }
    const std::vector<int> inputs = neededInputs(place.document, choices, {m_question.scores});
    RunRequest request;
    request.fetches = {m_question.scores};
    request.feeds = WEFT_TRY(feedsOfRows(choices, inputs, m_question.sources, rows));
    for (const auto& knob : choices.standing) { request.feeds.push_back(knob); }
    const std::vector<Tensor> scores =
        WEFT_TRY(place.session.run(request, {.cancellation = &m_cancellation}));
    const auto labels = WEFT_TRY(feedsOfRows(choices, {choices.label}, m_question.sources, rows));
    const std::vector<int> best = bestClasses(scores.front());
    const std::vector<int> wanted = labelClasses(labels.front().second);
    if (best.size() != rows.size() || wanted.size() != rows.size()) {
        return invalidArgument("right and wrong are known only of one row of scores an example");
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (best[i] == wanted[i]) { continue; }
        m_found = rows[i];
        return false;
    }
    m_looked += many;
    return m_looked < all;
}

void NextWrongTask::drop(const Status& why) {
    TryAnswer made;
    made.status = why;
    answer(std::move(made));
}

void NextWrongTask::answer(TryAnswer made) {
    m_back.send([tell = m_tell, made = std::move(made)] { tell(made); });
}

std::vector<int> bestClasses(const Tensor& scores) {
    if (scores.rank() != 2 || scores.shape().dims()[1] < 2) { return {}; }
    const std::vector<double> values = numbersOf(scores);
    const auto classes = static_cast<std::size_t>(scores.shape().dims()[1]);
    std::vector<int> best;
    for (std::size_t at = 0; at + classes <= values.size(); at += classes) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(at);
        best.push_back(static_cast<int>(
            std::max_element(begin, begin + static_cast<std::ptrdiff_t>(classes)) - begin));
    }
    return best;
}

std::vector<int> labelClasses(const Tensor& labels) {
    if (labels.rank() == 2 && labels.shape().dims()[1] > 1) { return bestClasses(labels); }
    std::vector<int> classes;
    for (const double value : numbersOf(labels)) { classes.push_back(static_cast<int>(value)); }
    return classes;
}

}  // namespace weft::ui
