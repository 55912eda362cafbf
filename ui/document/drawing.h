// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <memory>
#include <vector>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// One step of the history: what it did and in which group it was done.
struct HistoryStep {
    Delta delta;
    QString label;      ///< "Move 2 items"
    quint64 group = 0;  ///< shown again by undo and redo
    QString mergeKey;   ///< equal and not empty: the next edit joins this step
};

/// A project while it is edited: the document as of the last edit, its history, and its expansion,
/// which follows from another thread. Every change goes through edit(), so that everything can be
/// undone and each delta can be logged.
/// Threading: GUI's. Edits take as long as Edit and checkDocument() do; expansion never blocks.
class Drawing final : public QObject {
    Q_OBJECT

public:
    /// @param opened a project, expanded.
    explicit Drawing(std::shared_ptr<const EngineDocument> opened, QObject* parent = nullptr);
    ~Drawing() override;

    const Document& document() const { return m_document; }
    /// The last expansion that is ready: of document(), or of one a few edits before.
    const std::shared_ptr<const EngineDocument>& current() const { return m_current; }
    /// What the window draws of current().
    const OpenDocument& shown() const { return m_shown; }
    /// Whether current() is of document().
    bool upToDate() const;
    const QString& path() const { return m_path; }
    void setPath(const QString& path);
    /// Why it cannot be edited; empty: it can.
    const QString& readOnlyReason() const { return m_readOnly; }
    void setReadOnly(const QString& reason);

    /// Fills an edit and makes it, as one step of the history. An edit that changes nothing makes no
    /// step. @param group in which it is done. @param mergeKey joins it with the step before where
    /// that has the same key: a drag of a slider is one step.
    /// Errors: those of `fill` and of Edit::finish(), FailedPrecondition where the drawing is read
    /// only; nothing is changed, and refused() says why.
    Status edit(const QString& label, quint64 group, const std::function<Status(Edit&)>& fill,
                const QString& mergeKey = {});
    /// Takes edits made before (of a log) without a step in the history. Errors: Document::apply().
    Status replay(const std::vector<Delta>& deltas);

    bool canUndo() const { return m_done > 0; }
    bool canRedo() const { return m_done < m_history.size(); }
    QString undoLabel() const;
    QString redoLabel() const;
    void undo();
    void redo();
    /// The next edit begins a step of its own, whatever its key.
    void breakMerge();

    /// There are edits since the file was written or opened.
    bool modified() const { return m_savedState != m_stateId; }
    /// Names the state that document() is in; undo and redo come back to earlier ones.
    quint64 stateId() const { return m_stateId; }
    /// That state is what the file holds now; there may have been edits since.
    void markSaved(quint64 state);
    void markSaved() { markSaved(m_stateId); }

signals:
    /// document() has changed by this, forwards; before the expansion is ready.
    void edited(const weft::Delta& delta);
    /// current() is new.
    void expanded();
    /// What can be undone, redone or saved has changed.
    void historyChanged();
    /// Undo or redo went to a group.
    void wentTo(quint64 group);
    /// Something asked for was not done, in plain words.
    void refused(const QString& reason);

private:
    Status make(const Delta& delta);
    void expandSoon();

    std::shared_ptr<const EngineDocument> m_current;
    OpenDocument m_shown;
    Document m_document;
    QString m_path;
    QString m_readOnly;
    std::vector<HistoryStep> m_history;
    std::vector<quint64>
        m_states;            // id of the state before each step; the present one is m_stateId
    std::size_t m_done = 0;  // steps that are in effect
    quint64 m_stateId = 0;
    quint64 m_topState = 0;  // after the whole history
    quint64 m_nextState = 1;
    quint64 m_savedState = 0;
    bool m_expanding = false;
    bool m_merge = false;  // the step before may still grow
};

/// The delta that does both, one after the other.
Delta joined(const Delta& first, const Delta& second);

}  // namespace weft::ui
