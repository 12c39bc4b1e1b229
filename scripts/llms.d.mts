/** The text of llms.txt, made from the documents as they are. */
export declare const llmsText: () => string
