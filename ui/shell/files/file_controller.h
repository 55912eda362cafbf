// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <future>
#include <memory>
#include <optional>

#include "ui/document/edit_log.h"
#include "ui/document/engine_document.h"
#include "ui/document/file_lock.h"
#include "ui/shell/files/file_bar.h"

namespace weft::ui {

class Drawing;
class MainWindow;

/// New, open, save, save as; the edit log, the lock and the watch of the open file. One for the
/// window; files are read and written on other threads, and nothing is ever asked in a dialog but a
/// path. GUI thread.
class FileController final : public QObject {
    Q_OBJECT

public:
    enum class Asked { Open, Save };
    /// @return a path; empty: given up. @param suggestion where to begin.
    using AskPath = std::function<QString(Asked what, const QString& suggestion)>;

    /// @param folder of edit logs and of the values that sessions leave.
    FileController(MainWindow& window, const QString& folder, QObject* parent = nullptr);
    ~FileController() override;

    /// Files that come with Weft: opened by several at once, saved only under another name.
    void setExamples(const QStringList& paths) { m_examples = paths; }
    /// How a path is asked for, instead of by a file dialog.
    void setAskPath(AskPath ask) { m_ask = std::move(ask); }
    /// Whether sessions take up the values that the one before left (they do).
    void setTakesUpValues(bool takes) { m_takesUpValues = takes; }
    /// Drawings left without a file are offered on the welcome page.
    void offerLeftDrawings();

public slots:
    void newFile();
    /// Reads in the background; what is open stays until that has worked out.
    void open(const QString& path);
    void save();
    void saveAs();
    /// Saves under that path; `.weft` is added to a name without an ending that can be written.
    void saveTo(const QString& path);
    /// Takes up a log as a drawing without a file.
    void openLeft(const QString& log);
    /// Waits until what was edited is on disk, and for a save that goes on.
    void settle();

public:
    /// Reading or writing goes on.
    bool busy() const { return m_reading > 0 || m_saving; }
    /// Of what is open; empty: untitled, or nothing.
    const QString& path() const { return m_path; }
    const EditLog* log() const { return m_log.get(); }

signals:
    void opened(const QString& path);
    void openFailed(const QString& path, const QString& message);
    void saved(const QString& path);
    void saveFailed(const QString& path, const QString& message);

private:
    /// What a reading thread brings.
    struct Read {
        QString path;
        Result<std::shared_ptr<const EngineDocument>> document = invalidArgument("not read");
        QByteArray hash;
        std::vector<LoggedEdits> left;     ///< edits of that file which were not saved
        std::optional<LoggedEdits> taken;  ///< the log that becomes this drawing's
    };
    /// What a writing thread brings.
    struct Written {
        QString path;
        Status status;
        QByteArray hash;
        bool changedOutside = false;
        Document document;
        quint64 state = 0;
    };

    QString askPath(Asked what, const QString& suggestion);
    void read(std::function<Read()> work);
    void show(Read read);
    void showProject(Read& read);
    void letGo();
    void lockFile(const QString& path, FileLock::Force force);
    void beginLog(const QByteArray& hash);
    void edited(const Delta& delta);
    void offer(const Read& read);
    void recover(const LoggedEdits& logged);
    void discard(const LoggedEdits& logged);
    void write(const QString& path, bool overChanges);
    void written(const Written& written);
    void tellSaveFailed(const Written& written);
    void watch();
    void lookOutside();
    void tellChangedOutside(const QByteArray& hash);
    bool isExample(const QString& path) const { return m_examples.contains(path); }
    Drawing* drawing() const;
    FileBar& bar() const;
    void remember(const QString& path);

    MainWindow& m_window;
    QString m_folder;
    QStringList m_examples;
    AskPath m_ask;
    bool m_takesUpValues = true;

    QString m_path;
    QByteArray m_hash;  // of the file as read or written
    std::shared_ptr<const EngineDocument> m_read;
    std::unique_ptr<EditLog> m_log;
    FileLock m_lock;
    QFileSystemWatcher m_watcher;
    QTimer m_lookSoon;  // gathers what one change of a file says several times
    QThreadPool m_writing;
    std::future<Written> m_result;  // of the save that goes on
    quint64 m_request = 0;          // newest reading asked for
    quint64 m_saveNumber = 0;
    int m_reading = 0;
    bool m_saving = false;
    bool m_saveAgain = false;
    bool m_backedUp = false;  // the file before the first save is beside it
};

/// "today 10:42", "yesterday 10:42", or the date.
QString sayWhen(const QDateTime& time, const QDateTime& now = QDateTime::currentDateTime());
/// "17 edits".
QString sayEdits(qint64 count);

}  // namespace weft::ui
