// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "ui/base/background.h"
#include "ui/inspectors/try/try_choices.h"
#include "ui/session/session_task.h"

namespace weft::ui {

/// What came of a question.
struct TryAnswer {
    Status status;
    std::vector<Tensor> values;  ///< one a fetch
    qint64 step = 0;             ///< of the weights
    std::int64_t row = -1;       ///< of a search: where; -1: nowhere
};
/// Called on the GUI's thread, unless the receiver is gone.
using TryReceiver = std::function<void(const TryAnswer&)>;

/// "The session has no values yet ..." for what a first-time user meets, else the engine's words.
QString plainWords(const Status& status);

/// The feeds of rows of data: each row through the conversions that training uses.
/// @param rows numbers of rows of the sources' split. Errors: those of the conversions.
Result<std::vector<std::pair<std::string, Tensor>>> feedsOfRows(
    const TryChoices& choices, const std::vector<int>& inputs,
    const std::vector<DataSource>& sources, std::span<const std::int64_t> rows);

/// One call with given feeds.
class TryTask final : public SessionTask {
public:
    /// @param receiver of the answer's thread; not owned.
    TryTask(RunRequest request, QObject* receiver, TryReceiver tell);
    bool slice(const Place& place) override;
    void drop(const Status& why) override;

private:
    void answer(TryAnswer answer);
    RunRequest m_request;
    WayBack m_back;
    TryReceiver m_tell;
};

/// The next row whose largest score is not at its label; begins again at the front.
class NextWrongTask final : public SessionTask {
public:
    struct Question {
        TryChoices choices;
        std::vector<DataSource> sources;  ///< one split of each
        std::string scores;
        std::int64_t after = 0;  ///< the row looked at
    };
    NextWrongTask(Question question, QObject* receiver, TryReceiver tell);
    bool slice(const Place& place) override;
    void drop(const Status& why) override;

private:
    Result<bool> look(const Place& place);
    void answer(TryAnswer answer);
    Question m_question;
    std::int64_t m_looked = 0;
    std::int64_t m_found = -1;
    WayBack m_back;
    TryReceiver m_tell;
};

/// Of each row of scores [rows, classes] the class of the largest; of other shapes nothing.
std::vector<int> bestClasses(const Tensor& scores);
/// Of each row of labels the class: integers as they are, one-hot rows by their largest.
std::vector<int> labelClasses(const Tensor& labels);

}  // namespace weft::ui
