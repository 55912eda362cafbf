// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <future>
#include <map>
#include <string>

#include "engine/weft.h"

namespace weft::ui {

/// Where the values of a closed session wait for the next opening of its file: a checkpoint of
/// TensorFlow's format in a folder of its own, with the positions of random streams and the place
/// in the run sheet beside the variables. Threading: any thread, one at a time.
class Recovery {
public:
    /// Nowhere: saves and finds nothing.
    Recovery() = default;
    /// @param folder of all sessions; made when there is something to save.
    /// @param documentPath the file that the session belongs to.
    Recovery(const QString& folder, const QString& documentPath);
    /// The user's: `recovery` in the application's data folder.
    static QString defaultFolder();

    /// Tells those that come after that a session will save here yet. @return fulfilled by it when
    /// it has, or when there is nothing to save. Threading: GUI's.
    std::promise<void> owe() const;
    /// The newest save that is owed here: to be waited for before restore(). Not valid where none
    /// is. Threading: GUI's.
    std::shared_future<void> owed() const;

    /// Where this file's checkpoint is; empty: nowhere.
    const QString& place() const { return m_place; }
    /// Something was saved and not removed.
    bool exists() const;
    /// Durable before it returns; what was saved before stays until then.
    /// @param run the place in the run sheet (LoopPlace::toTensors()); empty: none.
    /// Errors: those of saveCheckpoint().
    Status save(const Session& session, const std::map<std::string, Tensor>& run) const;
    /// What restore() gave back.
    struct Restored {
        int variables = 0;
        int others = 0;  ///< variables of the graph without a value that fits: it was changed since
        std::map<std::string, Tensor> run;
    };
    /// Gives a new session its values. All are read before the first one changes.
    /// Errors: DataLoss, NotFound; nothing is changed then.
    Result<Restored> restore(Session& session) const;
    void remove() const;

private:
    QString m_place;
};

}  // namespace weft::ui
