plWords.take({});
